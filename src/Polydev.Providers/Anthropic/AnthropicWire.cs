using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Requests;

namespace Polydev.Providers.Anthropic;

/// <summary>Anthropic Messages.</summary>
internal sealed class AnthropicWire : ProviderWire
{
    public override string Name => WireNames.AnthropicMessages;

    protected override ErrorDialect Errors => AnthropicErrors.Instance;

    protected override IReadOnlyList<ReservedOption> ReservedOptions { get; } = [ReservedOption.Model, ReservedOption.Stream];

    protected override string Path(ModelRequest request, bool stream) => "/v1/messages";

    protected override IEnumerable<KeyValuePair<string, string>> Credentials(string credential) =>
        [new("x-api-key", credential), new("anthropic-version", "2023-06-01")];

    protected override void WriteBody(Utf8JsonWriter writer, ModelRequest request, bool stream) =>
        AnthropicRequestBuilder.Write(writer, request, stream);

    protected override string? CheckOwn(ModelRequest request)
    {
        if (request.Temperature > 1)
        {
            return "Wire anthropic-messages takes a \"temperature\" from 0 to 1.";
        }

        // Anthropic proves its thinking by a signature and refuses any without.
        var unproved = request.Conversation.Any(message =>
            message.Content.Any(part => part is { Type: Parts.Reasoning, Signature: null, Redacted: null }));
        return unproved
            ? "Wire anthropic-messages takes reasoning back only with its \"signature\" or as \"redacted\". Leave out the parts without."
            : RequestCheck.ImagesOfUserOnly(request, Name);
    }

    protected override WireDecoder DecodeStream(ProviderAnswer answer, IEventSink sink) => new AnthropicStreamDecoder(answer, sink);

    protected override WireDecoder DecodeBody(ProviderAnswer answer, IEventSink sink) => new AnthropicBodyDecoder(answer, sink);
}
