using System.Text;
using System.Text.Json;
using Polydev.Controller.Executions;
using Polydev.Protocol;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Json;

/// <summary>The short ways of reading and writing give what the serializer's general way gives.</summary>
public sealed class TypedJsonTests
{
    private static readonly ExecutionError Error = new() { Code = "provider_error", Message = "\"no\" <b>\u00e9\n", ProviderStatus = 529, Retryable = true, RetryAfterSeconds = 1.5 };

    public static TheoryData<ExecutionEvent> Events =>
    [
        new QueuedEvent { Position = 3 },
        new StartedEvent { Attempt = 2, Provider = "openai", Model = "m", Wire = "openai-chat", Worker = "wrk_1", PreviousError = Error },
        new StartedEvent(),
        new TextEvent { Text = "a \"b\" \u2028 \ud83d\ude00" },
        new ReasoningEvent { Text = "why", Signature = "s" },
        new ToolCallEvent { Index = 1, Id = "c", Name = "n", Arguments = "{\"a\":1}" },
        new ImageEvent { MimeType = "image/png", Data = "AAAA" },
        new UsageEvent { Usage = new TokenUsage { InputTokens = 5, OutputTokens = 7, CachedInputTokens = 1, ReasoningTokens = 2 } },
        new FinishedEvent { StopReason = StopReason.MaxTokens, ProviderStopReason = "length" },
        new FailedEvent { Error = Error },
    ];

    public static TheoryData<WorkerFrame> WorkerFrames =>
    [
        new DoneFrame { ExecutionId = "exe_1", LastSeq = 9, Timings = new CallTimings { SentMs = 0.25, EndMs = 3, BytesSent = 4, ConnectionReused = true } },
        new DoneFrame(),
        new PongFrame { Id = 4 },
        new HelloFrame { WorkerId = "wrk_1", Nonce = "n", Version = "1" },
    ];

    public static TheoryData<ControllerFrame> ControllerFrames =>
    [
        new AckFrame { ExecutionId = "exe_1", Seq = 12 },
        new RunFrame { ExecutionId = "exe_1", FirstSeq = 3, Wire = "gemini", BaseUrl = "https://x", Request = new ModelRequest { Model = "m", Prompt = "p" }, Stream = true, Credential = "k", DeadlineMs = 5 },
        new CancelFrame { ExecutionId = "exe_1" },
        new DrainFrame(),
        new PingFrame { Id = 8 },
        new WelcomeFrame { Session = "s" },
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_and_read_as_the_serializer_does(ExecutionEvent item)
    {
        var general = JsonSerializer.SerializeToUtf8Bytes(item, ProtocolJson.Default.ExecutionEvent);

        Assert.Equal(Encoding.UTF8.GetString(general), Encoding.UTF8.GetString(EventJson.Write(item)));
        Assert.Equal(item, EventJson.Read(general));
    }

    [Theory]
    [MemberData(nameof(WorkerFrames))]
    public void A_frame_of_a_worker_is_written_and_read_as_the_serializer_does(WorkerFrame frame)
    {
        var general = JsonSerializer.SerializeToUtf8Bytes(frame, ProtocolJson.Default.WorkerFrame);

        Assert.Equal(Encoding.UTF8.GetString(general), Encoding.UTF8.GetString(FrameJson.Write(frame)));
        Assert.Equivalent(frame, FrameJson.ReadWorker(general), strict: true);
    }

    [Theory]
    [MemberData(nameof(ControllerFrames))]
    public void A_frame_of_the_controller_is_read_as_the_serializer_does(ControllerFrame frame)
    {
        var general = JsonSerializer.SerializeToUtf8Bytes(frame, ProtocolJson.Default.ControllerFrame);

        Assert.Equivalent(frame, FrameJson.ReadController(general), strict: true);
    }

    [Theory]
    [InlineData("""{"text":"a","type":"text"}""")]
    [InlineData("""{ "type": "text", "text": "a" }""")]
    [InlineData("""{"type":"text","text":"a","new":{"x":[1]}}""")]
    public void An_event_in_another_form_is_read_too(string json) => Assert.Equal(new TextEvent { Text = "a" }, EventJson.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"type":"text","text":null}""")]
    [InlineData("""{"type":"text","text":3}""")]
    [InlineData("""{"type":"usage","usage":null}""")]
    [InlineData("""{"type":"texts"}""")]
    [InlineData("""{"type":"text","text":"a" """)]
    public void What_is_no_event_is_refused(string json) => Assert.Throws<JsonException>(() => EventJson.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_writers_of_the_hot_path_are_the_generated_ones()
    {
        // Any converter among a context's options turns all of its generated writers off.
        Assert.Empty(ExecutionsJson.Default.Options.Converters);
        Assert.Empty(ProtocolJson.Default.Options.Converters);
        Assert.NotNull(ExecutionsJson.Default.ExecutionResponse.SerializeHandler);
        Assert.NotNull(ExecutionsJson.Default.ExecutionSummary.SerializeHandler);
        Assert.NotNull(ProtocolJson.Default.UsageEvent.SerializeHandler);
        Assert.NotNull(ProtocolJson.Default.DoneFrame.SerializeHandler);
    }
}
