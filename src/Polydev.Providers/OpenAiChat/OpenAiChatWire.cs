using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Requests;

namespace Polydev.Providers.OpenAiChat;

/// <summary>OpenAI Chat Completions, which many other servers speak too.</summary>
internal sealed class OpenAiChatWire : ProviderWire
{
    public override string Name => WireNames.OpenAiChat;

    protected override ErrorDialect Errors => OpenAiErrors.Instance;

    protected override IReadOnlyList<ReservedOption> ReservedOptions { get; } =
    [
        ReservedOption.Model,
        ReservedOption.Stream,
        new("n", "1", "An execution has one answer: start one execution per answer."),
        new("stream_options.include_usage", "true", "Usage is always asked for, so that every execution is metered."),
    ];

    protected override string Path(ModelRequest request, bool stream) => "/chat/completions";

    protected override IEnumerable<KeyValuePair<string, string>> Credentials(string credential) =>
        [new("authorization", $"Bearer {credential}")];

    protected override void WriteBody(Utf8JsonWriter writer, ModelRequest request, bool stream) =>
        OpenAiChatRequestBuilder.Write(writer, request, stream);

    protected override string? CheckOwn(ModelRequest request) =>
        RequestCheck.Without(
            request,
            Parts.Reasoning,
            "Wire openai-chat cannot hand reasoning back. Leave the reasoning parts out, or use wire openai-responses.")
        ?? RequestCheck.ImagesOfUserOnly(request, Name);

    protected override WireDecoder DecodeStream(ProviderAnswer answer, IEventSink sink) => new OpenAiChatStreamDecoder(answer, sink);

    protected override WireDecoder DecodeBody(ProviderAnswer answer, IEventSink sink) => new OpenAiChatBodyDecoder(answer, sink);
}
