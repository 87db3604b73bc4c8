using System.Diagnostics;
using System.Globalization;
using Polydev.Protocol.Events;
using Polydev.Simulator.Scripting;

namespace Polydev.Simulator.Serving;

/// <summary>The events of a scripted reply, in the order they are sent.</summary>
internal static class ReplyPieces
{
    /// <summary>The output events; those of a reply that depends on nothing are made once.</summary>
    public static IReadOnlyList<ExecutionEvent> Of(SimulatedReply reply, Call call) =>
        reply.Echo ? Make(reply with { Text = ReplyTexts.Echo(call.LastUserText) }) : Made.GetValue(reply, Make);

    /// <summary>The usage and the end.</summary>
    public static (UsageEvent Usage, FinishedEvent Finished) Ending(SimulatedReply reply, Call call, int pieces)
    {
        var usage = reply.Usage ?? new TokenUsage
        {
            InputTokens = call.PromptTokens,
            OutputTokens = pieces,
            ReasoningTokens = reply.Reasoning.Count > 0 ? reply.Reasoning.Count : null,
        };
        var stop = reply.StopReason ?? (reply.ToolCalls.Count > 0 ? StopReason.Tool : StopReason.End);
        return (new UsageEvent { Usage = usage }, new FinishedEvent { StopReason = stop });
    }

    /// <summary>The event as it is sent now: a clock's piece says the time.</summary>
    public static ExecutionEvent Now(SimulatedReply reply, ExecutionEvent piece) =>
        reply.Clock && piece is TextEvent
            ? new TextEvent { Text = string.Create(CultureInfo.InvariantCulture, $"{MonotonicNanoseconds()} ") }
            : piece;

    private static System.Runtime.CompilerServices.ConditionalWeakTable<SimulatedReply, IReadOnlyList<ExecutionEvent>> Made { get; } = [];

    /// <summary>The clock of <see cref="Stopwatch"/>, which all processes of one machine share.</summary>
    private static long MonotonicNanoseconds() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private static IReadOnlyList<ExecutionEvent> Make(SimulatedReply reply)
    {
        var pieces = new List<ExecutionEvent>(reply.Text.Count + reply.Reasoning.Count + 8);
        pieces.AddRange(reply.Reasoning.Select(static text => new ReasoningEvent { Text = text }));
        if (reply.ReasoningSignature is { } signature)
        {
            pieces.Add(new ReasoningEvent { Signature = signature });
        }

        pieces.AddRange(reply.Text.Select(static text => new TextEvent { Text = text }));
        if (reply.Image is { } image)
        {
            pieces.Add(new ImageEvent { MimeType = image.MimeType, Data = image.Data });
        }

        AddCalls(pieces, reply.ToolCalls);
        return pieces;
    }

    /// <summary>Interleaves the pieces of the calls, as parallel calls may come.</summary>
    private static void AddCalls(List<ExecutionEvent> pieces, IReadOnlyList<SimulatedToolCall> calls)
    {
        pieces.AddRange(calls.Select(static (call, index) => new ToolCallEvent { Index = index, Id = call.Id, Name = call.Name }));
        for (var i = 0; i < calls.Select(static call => call.Arguments.Count).DefaultIfEmpty().Max(); i++)
        {
            for (var index = 0; index < calls.Count; index++)
            {
                if (i < calls[index].Arguments.Count)
                {
                    pieces.Add(new ToolCallEvent { Index = index, Arguments = calls[index].Arguments[i] });
                }
            }
        }
    }
}
