using System.Buffers;
using System.Text.Json;
using CsCheck;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

/// <summary>What the encoders write, the decoders read back as the same answer.</summary>
public sealed class EncoderRoundTripTests
{
    public static TheoryData<string, ReplyForm> Forms
    {
        get
        {
            var forms = new TheoryData<string, ReplyForm> { { WireNames.Gemini, ReplyForm.JsonArray } };
            foreach (var wire in new[] { WireNames.OpenAiChat, WireNames.OpenAiResponses, WireNames.AnthropicMessages, WireNames.Gemini })
            {
                forms.Add(wire, ReplyForm.Stream);
                forms.Add(wire, ReplyForm.Body);
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_answer_is_read_back_as_it_was_written(string wire, ReplyForm form) => Gen.Select(RandomAnswer.Any, Gen.Int[1, 64]).Sample(
        (answer, size) =>
        {
            var decoded = Decode(wire, form, answer.Events(wire), size, begin: true);

            Assert.Equal(string.Concat(answer.Text), decoded.Text);
            Assert.Equal(string.Concat(answer.Reasoning), decoded.Reasoning);
            Assert.Equal(
                answer.Tools.Select(tool => (tool.Name, JsonSerializer.Serialize(JsonDocument.Parse(tool.Arguments)))),
                decoded.Tools.Select(tool => (tool.Name!, JsonSerializer.Serialize(JsonDocument.Parse(tool.Arguments)))));
            Assert.Equal(answer.Usage, decoded.Usage! with { CacheWriteInputTokens = null, ReasoningTokens = decoded.Usage.ReasoningTokens ?? 0 });
            Assert.Equal(Stop(wire, answer.Stop), decoded.Finished!.StopReason);
            AssertProof(wire, answer, decoded);
            AssertImage(wire, answer, decoded);
        },
        iter: 300);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Ids_of_calls_survive(string wire, ReplyForm form)
    {
        ExecutionEvent[] events =
        [
            new ToolCallEvent { Index = 0, Id = "id_a", Name = "a", Arguments = "{}" },
            new ToolCallEvent { Index = 1, Id = "id_b", Name = "b", Arguments = "{}" },
            new FinishedEvent { StopReason = StopReason.Tool },
        ];

        Assert.Equal("id_a id_b", string.Join(' ', Decode(wire, form, events, 7, begin: true).Tools.Select(tool => tool.Id)));
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat)]
    [InlineData(WireNames.OpenAiResponses)]
    [InlineData(WireNames.AnthropicMessages)]
    [InlineData(WireNames.Gemini)]
    public void An_error_in_a_stream_is_read_back_with_its_code(string wire)
    {
        foreach (var code in new[] { ErrorCodes.ProviderOverloaded, ErrorCodes.ProviderServerError, ErrorCodes.ProviderRateLimited })
        {
            var failed = new FailedEvent { Error = new ExecutionError { Code = code, Message = "what happened" } };
            var first = Decode(wire, ReplyForm.Stream, [failed], 9, begin: false).Error!;
            var later = Decode(wire, ReplyForm.Stream, [new TextEvent { Text = "x" }, failed], 9, begin: true).Error!;

            Assert.Equal((code, true), (first.Code, first.Retryable));
            Assert.Equal((code, false), (later.Code, later.Retryable));
            Assert.Contains("what happened", later.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat)]
    [InlineData(WireNames.OpenAiResponses)]
    [InlineData(WireNames.AnthropicMessages)]
    [InlineData(WireNames.Gemini)]
    public void An_error_answered_over_http_is_read_back_with_its_code_and_wait(string wire)
    {
        string[] codes =
        [
            ErrorCodes.ProviderAuth, ErrorCodes.ProviderPermission, ErrorCodes.ProviderRateLimited, ErrorCodes.ProviderQuota, ErrorCodes.ProviderOverloaded,
            ErrorCodes.ProviderServerError, ErrorCodes.ProviderInvalidRequest, ErrorCodes.ProviderNotFound, ErrorCodes.ProviderTimeout,
        ];
        foreach (var code in codes)
        {
            double? wait = code == ErrorCodes.ProviderRateLimited ? 7 : null;
            var encoded = ProviderErrors.Encode(wire, new ExecutionError { Code = code, Message = "why", RetryAfterSeconds = wait }, "abc");
            var headers = encoded.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);
            var answer = new ProviderAnswer { Status = encoded.Status, ContentType = "application/json", Header = headers.GetValueOrDefault };
            var error = Wires.Find(wire)!.MapError(answer, encoded.Body.Span, DateTimeOffset.UnixEpoch);

            Assert.Equal((code, wait), (error.Code, error.RetryAfterSeconds));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_answer_without_its_end_is_read_as_cut(string wire, ReplyForm form)
    {
        var decoded = Decode(wire, form, [new TextEvent { Text = "half" }], 5, begin: true);

        Assert.Null(decoded.Finished);
        Assert.Equal(ErrorCodes.ProviderTruncated, decoded.Error!.Code);
    }

    private static RecordedEvents Decode(string wire, ReplyForm form, IEnumerable<ExecutionEvent> events, int size, bool begin)
    {
        var head = new ReplyHead { Id = "abc", Model = "model-x", Created = DateTimeOffset.UnixEpoch, IncludeUsage = true, PromptTokens = 3 };
        var output = new ArrayBufferWriter<byte>();
        var encoder = WireEncoders.Create(wire, form, head, output);
        if (begin)
        {
            encoder.Begin();
        }

        foreach (var item in events)
        {
            encoder.Write(item);
        }

        encoder.End();
        var decoded = new RecordedEvents();
        var type = encoder.ContentType.Split(';')[0];
        var decoder = Wires.Find(wire)!.Decode(new ProviderAnswer { Status = 200, ContentType = type, Header = _ => null }, decoded);
        foreach (var chunk in output.WrittenMemory.ToArray().Chunk(size))
        {
            decoder.Feed(chunk);
        }

        decoder.Complete();
        decoded.AssertWellFormed();
        return decoded;
    }

    /// <summary>Anthropic has one word for what was refused and what was filtered.</summary>
    private static StopReason Stop(string wire, StopReason stop) =>
        wire == WireNames.AnthropicMessages && stop == StopReason.Filtered ? StopReason.Refusal : stop;

    private static void AssertProof(string wire, RandomAnswer answer, RecordedEvents decoded)
    {
        var expected = answer.Signature is null || wire == WireNames.OpenAiChat ? "" : answer.Signature;
        var proofs = decoded.Events.OfType<ReasoningEvent>().Select(item => wire == WireNames.OpenAiResponses ? item.Redacted : item.Signature);
        Assert.Equal(expected, string.Concat(proofs));
    }

    private static void AssertImage(string wire, RandomAnswer answer, RecordedEvents decoded)
    {
        var images = decoded.Events.OfType<ImageEvent>().Select(item => (item.MimeType, item.Data));
        var isCarried = wire is WireNames.Gemini or WireNames.OpenAiResponses;
        Assert.Equal(answer.Image && isCarried ? [("image/png", "iVBORw0KGgo=")] : [], images);
    }
}
