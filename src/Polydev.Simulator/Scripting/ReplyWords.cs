using Polydev.Protocol.Events;

namespace Polydev.Simulator.Scripting;

/// <summary>The words of a name that shape the reply.</summary>
internal static class ReplyWords
{
    private const int MaxChunks = 100_000;

    /// <summary>Reads the next word; null when it is none of these.</summary>
    public static SimulatedReply? Read(ref NameWords words, SimulatedReply reply, int seed)
    {
        if (words.Take("text"))
        {
            return reply;
        }

        if (words.Take("echo"))
        {
            return reply with { Echo = true };
        }

        if (words.Take("clock"))
        {
            return reply with { Clock = true };
        }

        if (words.Take("chunks", out var chunks))
        {
            return reply with { Text = ReplyTexts.Words(Math.Min(chunks, MaxChunks), seed) };
        }

        if (words.Take("rate", out var rate) && rate > 0)
        {
            return reply with { TokensPerSecond = rate };
        }

        return ReadHold(ref words, reply) ?? ReadContent(ref words, reply, seed) ?? ReadStop(ref words, reply);
    }

    private static SimulatedReply? ReadHold(ref NameWords words, SimulatedReply reply)
    {
        var before = words;
        if (words.Take("hold") && words.TakeAny() is { } word && words.Take("after", out var after))
        {
            return reply with { Hold = new SimulatedHold(word, after) };
        }

        words = before;
        return null;
    }

    private static SimulatedReply? ReadContent(ref NameWords words, SimulatedReply reply, int seed)
    {
        if (words.Take("reasoning"))
        {
            return reply with { Reasoning = ReplyTexts.Thoughts, ReasoningSignature = ReplyTexts.Signature };
        }

        if (words.Take("tool"))
        {
            return reply with
            {
                Text = [],
                ToolCalls =
                [
                    new SimulatedToolCall("get_weather", ["{\"city\":", "\"Par", "is\"}"]),
                    new SimulatedToolCall("get_time", ["{\"zone\":", "\"Europe/", "Paris\"}"]),
                ],
            };
        }

        if (words.Take("image"))
        {
            var data = words.TakeNumber("mb", out var megabytes) ? new string('A', SimulationParser.Megabytes(megabytes)) : ReplyTexts.Pixel;
            return reply with { Image = new SimulatedImage("image/png", data) };
        }

        if (words.Take("long"))
        {
            var kilobytes = words.TakeNumber("kb", out var size) ? Math.Clamp(size, 1, 64 * 1024) : 64;
            return reply with { Text = ReplyTexts.Long(kilobytes * 1024, seed) };
        }

        return null;
    }

    private static SimulatedReply? ReadStop(ref NameWords words, SimulatedReply reply)
    {
        if (!words.Take("stop"))
        {
            return null;
        }

        StopReason? reason = words.Take("end") ? StopReason.End
            : words.Take("length") ? StopReason.MaxTokens
            : words.Take("filter") ? StopReason.Filtered
            : words.Take("refusal") ? StopReason.Refusal
            : null;
        return reason is null ? null : reply with { StopReason = reason };
    }
}
