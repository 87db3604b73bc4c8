namespace Polydev.Simulator.Scripting;

/// <summary>The words of a name that make a call fail.</summary>
internal static class FaultWords
{
    private static readonly (string Words, SimulatedFault Fault)[] s_plain =
    [
        ("429-quota", Status(429) with { Quota = true }),
        ("429", Status(429) with { RetryAfterSeconds = 1 }),
        .. new[] { 400, 401, 403, 404, 413, 500, 502, 503, 504, 529 }.Select(status => ($"{status}", Status(status))),
        ("html-error", new SimulatedFault { Kind = FaultKind.Html, Status = 502 }),
        ("empty", new SimulatedFault { Kind = FaultKind.Empty }),
        ("disconnect", new SimulatedFault { Kind = FaultKind.Disconnect }),
        ("stall", new SimulatedFault { Kind = FaultKind.Stall }),
        ("cut-mid-frame", new SimulatedFault { Kind = FaultKind.CutMidFrame }),
        ("cut-at-frame-border", new SimulatedFault { Kind = FaultKind.CutAtFrameBorder }),
        ("error-in-stream", new SimulatedFault { Kind = FaultKind.ErrorInStream }),
        ("malformed", new SimulatedFault { Kind = FaultKind.Malformed }),
        ("unknown-events", new SimulatedFault { Kind = FaultKind.UnknownEvents }),
        ("trickle", new SimulatedFault { Kind = FaultKind.Trickle }),
    ];

    /// <summary>Reads the next word: the fault it names, or the fault so far with its figure changed; null when it is none of these.</summary>
    public static SimulatedFault? Read(ref NameWords words, SimulatedFault? fault)
    {
        if (fault is not null)
        {
            return ReadFigure(ref words, fault);
        }

        foreach (var (name, plain) in s_plain)
        {
            if (words.Take(name))
            {
                return plain;
            }
        }

        if (words.Take("slow-first-byte", out var milliseconds))
        {
            return new SimulatedFault { Kind = FaultKind.SlowFirstByte, Delay = TimeSpan.FromMilliseconds(milliseconds) };
        }

        if (words.Take("huge-line"))
        {
            var size = words.TakeNumber("mb", out var megabytes) ? megabytes : 8;
            return new SimulatedFault { Kind = FaultKind.HugeLine, Bytes = SimulationParser.Megabytes(size) };
        }

        return null;
    }

    private static SimulatedFault? ReadFigure(ref NameWords words, SimulatedFault fault)
    {
        if (words.Take("retry-after", out var seconds))
        {
            return fault with { RetryAfterSeconds = seconds };
        }

        if (words.Take("times", out var times))
        {
            return fault with { Times = times };
        }

        if (words.Take("after", out var after))
        {
            return fault with { After = after };
        }

        FaultEnding? ending = words.Take("closed") ? FaultEnding.Closed
            : words.Take("clean") ? FaultEnding.Clean
            : words.Take("aborted") ? FaultEnding.Aborted
            : null;
        return ending is { } found ? fault with { Ending = found } : null;
    }

    private static SimulatedFault Status(int status) => new() { Kind = FaultKind.Status, Status = status };
}
