using System.Text;
using CsCheck;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers.Decoding;

/// <summary>What holds for every decoder, whatever a provider sends.</summary>
public sealed class DecoderPropertyTests
{
    private static readonly string[] Streams = [.. ProviderFixture.Names.Where(name => ProviderFixture.Load(name).Answer.Status == 200)];

    private static readonly string[] Words =
    [
        "type", "delta", "content", "choices", "index", "text", "usage", "error", "candidates", "parts", "functionCall", "args", "output_index",
        "response", "status", "completed", "content_block_delta", "content_block_start", "content_block", "tool_use", "message_stop", "stop_reason",
        "finish_reason", "finishReason", "tool_calls", "function", "arguments", "message_delta", "response.completed", "inlineData", "\\ud83d", "\\n",
    ];

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Gen.OneOf("1", "null")
        : Gen.OneOf(
            Gen.OneOf(Words).Select(word => $"\"{word}\""),
            Gen.OneOf("1", "-7", "0", "null", "true", "1e400", "99999999999999999999", "{}", "[]", "\"\""),
            inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Gen.OneOf(Words), inner).Array[0, 5].Select(fields => $"{{{string.Join(',', fields.Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}")));

    [Fact]
    public void Random_cuts_of_a_fixture_give_identical_events() =>
        Gen.Select(Gen.OneOf(Streams), Gen.Int[1, 200].Array[1, 50]).Sample(
            (name, sizes) =>
            {
                var fixture = ProviderFixture.Load(name);
                var pieces = new List<ReadOnlyMemory<byte>>();
                for (int at = 0, turn = 0; at < fixture.Body.Length; turn++)
                {
                    var size = Math.Min(sizes[turn % sizes.Length], fixture.Body.Length - at);
                    pieces.Add(fixture.Body.AsMemory(at, size));
                    at += size;
                }

                Assert.Equal(fixture.Decode([fixture.Body]).Lines, fixture.Decode(pieces).Lines);
            },
            iter: 200);

    [Fact]
    public void Random_JSON_never_throws_and_ends_once() =>
        Gen.Select(Gen.OneOf([.. Wires.All]), Gen.OneOf("text/event-stream", "application/json"), Json.Array[0, 6]).Sample(
            (wire, contentType, payloads) => Answers.Raw(
                wire.Name,
                contentType == "application/json" ? string.Join(',', payloads) : string.Concat(payloads.Select(payload => $"data: {payload}\n\n")),
                contentType),
            iter: 3000);

    [Fact]
    public void A_fixture_with_bytes_changed_at_random_never_throws_and_ends_once() =>
        Gen.Select(Gen.OneOf(Streams), Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 5]).Sample(
            (name, changes) =>
            {
                var fixture = ProviderFixture.Load(name);
                var body = fixture.Body.ToArray();
                foreach (var (at, value) in changes.Select(change => (change.Item1, change.Item2)))
                {
                    body[at % body.Length] = value;
                }

                Answers.Bytes(fixture.Wire.Name, body, fixture.Answer.ContentType!);
            },
            iter: 2000);

    [Fact]
    public void Random_bytes_never_throw_as_an_error_body() =>
        Gen.Select(Gen.OneOf([.. Wires.All]), Gen.Int[100, 599], Gen.OneOf(Gen.Byte.Array[0, 200], Json.Select(Encoding.UTF8.GetBytes))).Sample(
            (wire, status, body) => Assert.NotEmpty(wire.MapError(Answers.Head(status), body, Answers.Now).Message),
            iter: 2000);

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("application/json")]
    public void An_aborted_answer_ends_with_the_given_error_and_hears_nothing_more(string contentType)
    {
        foreach (var wire in Wires.All)
        {
            var events = new RecordedEvents();
            var decoder = wire.Decode(Answers.Head(contentType: contentType), events);
            decoder.Abort(new ExecutionError { Code = ErrorCodes.ProviderUnreachable, Message = "gone", Retryable = true });
            decoder.Abort(new ExecutionError { Code = ErrorCodes.Cancelled, Message = "late" });
            decoder.Feed("data: {}\n\n"u8);
            decoder.Complete();
            events.AssertWellFormed();
            Assert.Equal((ErrorCodes.ProviderUnreachable, true), (events.Error!.Code, events.Error.Retryable));
        }
    }

    [Fact]
    public void An_abort_after_output_is_not_retryable()
    {
        var events = new RecordedEvents();
        var decoder = Wires.Find("gemini")!.Decode(Answers.Head(), events);
        decoder.Feed("""data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":3}}"""u8);
        decoder.Feed("\n\n"u8);
        Assert.True(decoder.Emitted);
        decoder.Abort(new ExecutionError { Code = ErrorCodes.ProviderUnreachable, Message = "gone", Retryable = true });
        Assert.False(events.Error!.Retryable);
        Assert.Equal(3, events.Usage!.InputTokens);
    }

    [Fact]
    public void A_page_of_a_proxy_is_not_taken_for_an_answer()
    {
        foreach (var wire in Wires.All)
        {
            var error = Answers.Raw(wire.Name, "<html>Sign in</html>", "text/html").Error!;
            Assert.Equal((ErrorCodes.ProviderMalformed, false, "req_1"), (error.Code, error.Retryable, error.ProviderRequestId));
            Assert.Contains("text/html", error.Message, StringComparison.Ordinal);
        }
    }
}
