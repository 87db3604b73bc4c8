using CsCheck;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Providers;

/// <summary>A whole answer of a model made up by chance, as events in an order that a provider could send.</summary>
internal sealed record RandomAnswer(
    IReadOnlyList<string> Reasoning,
    string? Signature,
    IReadOnlyList<string> Text,
    bool Image,
    IReadOnlyList<IReadOnlyList<string>> Calls,
    bool Interleaved,
    TokenUsage Usage,
    StopReason Stop)
{
    private static readonly Gen<string> Piece = OneOf(
        "a", "Hello", " world", "\"", "\\", "\n", "\r\n", "\t", "\u0001", "grüße", "日本", "😀", "\u2028", "data: ", "[DONE]", "event: error\n\n", "</script>", "{\"a\":1}")
        .Array[1, 4].Select(parts => string.Concat(parts));

    private static readonly Gen<IReadOnlyList<string>> Arguments = OneOf<string[]>(
        ["{}"], ["{\"city\":\"Pa", "ris\"}"], ["{", "\"a\"", ":[1,2", "]}"], ["{\"q\":\"\\\"\\n😀\"}"], ["{\"n\":null,", "\"t\":true}"])
        .Select(pieces => (IReadOnlyList<string>)pieces);

    public static Gen<RandomAnswer> Any { get; } = Gen.Select(
        Piece.Array[0, 3],
        Gen.Bool,
        Piece.Array[0, 5],
        Gen.Bool,
        Arguments.Array[0, 3],
        Gen.Select(Gen.Bool, Gen.Int[0, 2]),
        Gen.Select(Gen.Long[0, 1 << 20], Gen.Long[0, 1 << 20], Gen.Long[0, 1 << 20], Gen.Long[0, 1 << 20]))
        .Select((reasoning, signed, text, image, calls, shape, usage) => new RandomAnswer(
            reasoning,
            signed ? "sig+/==" : null,
            text,
            image,
            calls,
            shape.Item1,
            new TokenUsage
            {
                InputTokens = usage.Item1 + usage.Item2,
                CachedInputTokens = usage.Item2,
                OutputTokens = usage.Item3 + usage.Item4,
                ReasoningTokens = usage.Item4,
            },
            shape.Item2 switch { 0 => StopReason.MaxTokens, 1 => StopReason.Filtered, _ => calls.Length > 0 ? StopReason.Tool : StopReason.End }));

    public IEnumerable<(string Name, string Arguments)> Tools => Calls.Select((call, index) => ($"tool_{index}", string.Concat(call)));

    public IEnumerable<ExecutionEvent> Events(string wire)
    {
        foreach (var text in Reasoning)
        {
            yield return new ReasoningEvent { Text = text };
        }

        if (Signature is not null)
        {
            yield return wire == WireNames.OpenAiResponses ? new ReasoningEvent { Redacted = Signature } : new ReasoningEvent { Signature = Signature };
        }

        foreach (var text in Text)
        {
            yield return new TextEvent { Text = text };
        }

        if (Image)
        {
            yield return new ImageEvent { MimeType = "image/png", Data = "iVBORw0KGgo=" };
        }

        foreach (var piece in Interleaved ? CallPieces().OrderBy(piece => piece.Round) : CallPieces())
        {
            yield return piece.Event;
        }

        yield return new UsageEvent { Usage = Usage };
        yield return new FinishedEvent { StopReason = Stop };
    }

    private IEnumerable<(int Round, ToolCallEvent Event)> CallPieces()
    {
        for (var index = 0; index < Calls.Count; index++)
        {
            yield return (0, new ToolCallEvent { Index = index, Id = $"id_{index}", Name = $"tool_{index}" });
            for (var i = 0; i < Calls[index].Count; i++)
            {
                yield return (i + 1, new ToolCallEvent { Index = index, Arguments = Calls[index][i] });
            }
        }
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
