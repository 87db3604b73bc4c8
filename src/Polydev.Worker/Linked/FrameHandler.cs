using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>Does what the controller's frames say. A frame that makes no sense ends the worker: it holds keys, so it never guesses.</summary>
internal sealed class FrameHandler(Executions executions, Outbox outbox, WorkerLog log)
{
    private Claim? _claim;

    /// <summary>Whose the worker is; null while it is warm.</summary>
    public Claim? Claim => Volatile.Read(ref _claim);

    /// <summary>Handles a line. Null to go on, else the code to exit with at once.</summary>
    public int? Handle(ReadOnlySpan<byte> line)
    {
        switch (LinkLine.Decode(line))
        {
            case AckFrame ack:
                executions.Acknowledge(ack.ExecutionId, ack.Seq);
                return null;
            case RunFrame run:
                return Run(run);
            case CancelFrame cancel:
                executions.Cancel(cancel.ExecutionId);
                return null;
            case PingFrame ping:
                outbox.Post(LinkLine.Encode(new PongFrame { Id = ping.Id }));
                return null;
            case ClaimFrame claim:
                return Take(claim);
            case DrainFrame:
                executions.Drain();
                return null;
            case WelcomeFrame:
                return Malformed("a second welcome");
            default:
                return Malformed($"a line of {line.Length} bytes that is not a frame");
        }
    }

    private int? Take(ClaimFrame frame)
    {
        if (frame.Tenant.Length == 0 || frame.EgressToken.AsSpan().ContainsAny('\r', '\n'))
        {
            return Malformed("a claim without a tenant, or with a token that no header can carry");
        }

        if (_claim is { } claim && claim.Tenant != frame.Tenant)
        {
            log.Line("claimed for a second tenant; ending at once");
            return ExitCodes.ClaimedTwice;
        }

        Volatile.Write(ref _claim, new Claim(frame.Tenant, frame.EgressToken));
        return null;
    }

    private int? Run(RunFrame run)
    {
        if (_claim is null)
        {
            return Malformed("a run before a claim");
        }

        if (run.FirstSeq < 1 || run.ExecutionId.Length == 0 || run.ExecutionId.AsSpan().ContainsAnyExcept(s_idCharacters))
        {
            return Malformed("a run whose id or first number cannot be");
        }

        return executions.TryRun(run) ? null : Malformed($"a run of {run.ExecutionId}, which is running already");
    }

    // An event line carries the id as it is, so it must be free of what JSON escapes.
    private static readonly System.Buffers.SearchValues<char> s_idCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    private int Malformed(string what)
    {
        log.Line($"the controller sent {what}; ending. Controller and worker may be of different versions");
        return ExitCodes.Malformed;
    }
}
