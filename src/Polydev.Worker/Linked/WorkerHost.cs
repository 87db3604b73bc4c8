using Polydev.Protocol.Link;
using Polydev.Providers;
using Polydev.Worker.Calls;

namespace Polydev.Worker.Linked;

/// <summary>A worker of a pool from its first dial to its exit code: warms up, joins, serves its link, dials again when it breaks, ends when told or orphaned.</summary>
internal sealed class WorkerHost : IDisposable
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    private readonly LinkedOptions _options;
    private readonly WorkerLog _log;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly Outbox _outbox = new();
    private readonly Executions _executions;
    private readonly FrameHandler _frames;
    private readonly CancellationTokenSource _end = new();
    private int _exitCode = -1;
    private string? _session;

    /// <summary>Makes a worker; nothing happens before <see cref="RunAsync"/>.</summary>
    public WorkerHost(LinkedOptions options, Func<string, Wire?> wires, TextWriter errors, TimeProvider time)
    {
        (_options, _time, _log) = (options, time, new WorkerLog(errors, options.WorkerId));
        _http = ProviderHttp.Create(new EgressConnector(options.EgressSocket, () => _frames!.Claim?.EgressToken));
        _executions = new Executions(options, wires, _http, _outbox, time);
        _frames = new FrameHandler(_executions, _outbox, _log);
    }

    /// <summary>Bytes of events the worker holds because the controller has not acknowledged them.</summary>
    public long UnackedBytes => _executions.Budget.Held;

    /// <summary>Runs until the worker is to exit.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken terminate)
    {
        await using var terminated = terminate.Register(() => End(ExitCodes.Terminated));
        _ = EndWhenDrainedAsync();
        if (await WarmUpAsync() is { } cold)
        {
            _log.Line($"TLS is not prewarmed, so the first call will be slower: {cold}");
        }

        while (await JoinAsync() is { } link)
        {
            using (link)
            {
                await ServeAsync(link);
                await SayGoodbyeAsync(link);
            }

            await _outbox.DetachAsync();
        }

        return _exitCode;
    }

    /// <summary>Takes no more executions and ends with code 0 when the controller has everything.</summary>
    public void Drain() => _executions.Drain();

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _end.Dispose();
    }

    private async Task EndWhenDrainedAsync()
    {
        await _executions.Drained;
        End(ExitCodes.Done);
    }

    private async Task<string?> WarmUpAsync()
    {
        try
        {
            return await TlsPrewarm.RunAsync(_options.EgressSocket, _time, _end.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Dials until a link stands and the controller has welcomed the worker. Null when the worker is to exit.</summary>
    private async Task<Link?> JoinAsync()
    {
        using var orphan = new CancellationTokenSource(_options.OrphanAfter, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(orphan.Token, _end.Token);
        var backoff = new Backoff(_time);
        var reason = "it never answered";
        try
        {
            while (true)
            {
                either.Token.ThrowIfCancellationRequested();
                switch (await LinkDialer.DialAsync(_options.NodeSocket, Hello(), either.Token))
                {
                    case DialResult.Connected(var link) when await IsWelcomeAsync(link, either.Token):
                        return link;
                    case DialResult.Connected:
                        reason = "it closed the link before its welcome";
                        break;
                    case DialResult.Refused(var why):
                        _log.Line($"the controller refused this worker: {why}");
                        End(ExitCodes.Refused);
                        return null;
                    case DialResult.Unreachable(var why):
                        reason = why;
                        break;
                }

                await backoff.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            _log.Line($"no link to the controller for {_options.OrphanAfter.TotalSeconds:0.###} s ({reason}); ending");
            End(ExitCodes.Orphaned);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private HelloFrame Hello() => new()
    {
        Nonce = _session is null ? _options.Nonce : null,
        Session = _session,
        WorkerId = _options.WorkerId,
        Version = WorkerVersion.Current,
        Tenant = _frames.Claim?.Tenant,
        Pid = Environment.ProcessId,
        Resume = [.. _executions.Held().Select(e => e.ResumePoint)],
    };

    private async Task<bool> IsWelcomeAsync(Link link, CancellationToken cancellationToken)
    {
        var welcomed = false;
        try
        {
            while (!welcomed && await link.Down.ReadAsync(cancellationToken))
            {
                if (!link.Down.TryTake(out var line))
                {
                    continue;
                }

                if (LinkLine.Decode(line) is not WelcomeFrame { Session.Length: > 0 } welcome)
                {
                    _log.Line("the controller's first line is not a welcome; ending");
                    End(ExitCodes.Malformed);
                    break;
                }

                _session = welcome.Session;
                welcomed = true;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Broken before it began: dial again.
        }
        finally
        {
            if (!welcomed)
            {
                link.Dispose();
            }
        }

        return welcomed;
    }

    private async Task ServeAsync(Link link)
    {
        _outbox.Attach(link.Up, _executions.Held());
        try
        {
            do
            {
                while (link.Down.TryTake(out var line))
                {
                    if (_frames.Handle(line) is { } code)
                    {
                        End(code);
                        return;
                    }
                }

                _outbox.Pump();
            }
            while (await link.Down.ReadAsync(_end.Token));
        }
        catch (InvalidDataException e)
        {
            _log.Line($"{e.Message}; ending");
            End(ExitCodes.Malformed);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The link broke, or the worker is to end: the caller looks which.
        }
    }

    /// <summary>After a drain: lets the last lines arrive before the connection goes.</summary>
    private async Task SayGoodbyeAsync(Link link)
    {
        if (_exitCode != ExitCodes.Done)
        {
            return;
        }

        using var patience = new CancellationTokenSource(s_goodbye, _time);
        try
        {
            await _outbox.FlushAsync().WaitAsync(patience.Token);
            link.EndRequest();
            while (await link.Down.ReadAsync(patience.Token))
            {
                while (link.Down.TryTake(out _))
                {
                    // Whatever it still says concerns a worker that holds nothing.
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or InvalidDataException)
        {
            // It arrived or it did not; there is nothing left to hold.
        }
    }

    private void End(int code)
    {
        Interlocked.CompareExchange(ref _exitCode, code, -1);
        _end.Cancel();
    }
}
