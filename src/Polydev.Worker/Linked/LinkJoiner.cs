using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>Dials until the controller has welcomed the worker, or nobody wants it any more. Knows the nonce and, once welcomed, the session.</summary>
internal sealed class LinkJoiner(LinkedOptions options, Executions executions, FrameHandler frames, WorkerLog log, TimeProvider time)
{
    private string? _session;

    /// <summary>Joins, or joins again with the session and what the worker still holds.</summary>
    /// <exception cref="OperationCanceledException">The worker is to end.</exception>
    public async Task<JoinResult> JoinAsync(CancellationToken cancellationToken)
    {
        using var orphan = new CancellationTokenSource(options.OrphanAfter, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(orphan.Token, cancellationToken);
        var backoff = new Backoff(time);
        var reason = "it never answered";
        try
        {
            while (true)
            {
                either.Token.ThrowIfCancellationRequested();
                switch (await LinkDialer.DialAsync(options.NodeSocket, Hello(), either.Token))
                {
                    case DialResult.Connected(var link):
                        if (await WelcomeAsync(link, either.Token) is { } result)
                        {
                            return result;
                        }

                        reason = "it closed the link before its welcome";
                        break;
                    case DialResult.Unreachable(var why):
                        reason = why;
                        break;
                }

                await backoff.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (orphan.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            log.Line($"no link to the controller for {options.OrphanAfter.TotalSeconds:0.###} s ({reason}); ending");
            return new JoinResult.Hopeless(ExitCodes.Orphaned);
        }
    }

    private HelloFrame Hello() => new()
    {
        Nonce = _session is null ? options.Nonce : null,
        Session = _session,
        WorkerId = options.WorkerId,
        Version = WorkerVersion.Current,
        Tenant = frames.Claim?.Tenant,
        Pid = Environment.ProcessId,
        Resume = [.. executions.Held().Select(e => e.ResumePoint)],
    };

    /// <summary>Waits for the controller's verdict on the hello. Null when the link broke before it.</summary>
    private async Task<JoinResult?> WelcomeAsync(Link link, CancellationToken cancellationToken)
    {
        JoinResult? result = null;
        try
        {
            while (result is null && await link.Down.ReadAsync(cancellationToken))
            {
                if (link.Down.TryTake(out var line))
                {
                    result = Judge(link, LinkLine.Decode(line));
                }
            }
        }
        catch (IOException)
        {
            // A controller that dies while it is being dialled: worth another dial.
        }
        catch (InvalidDataException)
        {
            result = Judge(link, null);
        }
        finally
        {
            if (result is not JoinResult.Joined)
            {
                link.Dispose();
            }
        }

        return result;
    }

    private JoinResult Judge(Link link, ControllerFrame? first)
    {
        switch (first)
        {
            case WelcomeFrame { Session.Length: > 0 } welcome:
                _session = welcome.Session;
                return new JoinResult.Joined(link);
            case RefusedFrame refused:
                log.Line($"the controller refused this worker: {refused.Reason}");
                return new JoinResult.Hopeless(ExitCodes.Refused);
            default:
                log.Line("the controller's first line is not a welcome; ending");
                return new JoinResult.Hopeless(ExitCodes.Malformed);
        }
    }
}
