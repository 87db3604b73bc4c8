using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Requests;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>OpenAI Responses.</summary>
internal sealed class OpenAiResponsesWire : ProviderWire
{
    public override string Name => WireNames.OpenAiResponses;

    protected override ErrorDialect Errors => OpenAiErrors.Instance;

    protected override IReadOnlyList<ReservedOption> ReservedOptions { get; } =
    [
        ReservedOption.Model,
        ReservedOption.Stream,
        new("background", "false", "An execution already runs in the background: read it again by its id."),
    ];

    protected override string Path(ModelRequest request, bool stream) => "/responses";

    protected override IEnumerable<KeyValuePair<string, string>> Credentials(string credential) =>
        [new("authorization", $"Bearer {credential}")];

    protected override void WriteBody(Utf8JsonWriter writer, ModelRequest request, bool stream) =>
        OpenAiResponsesRequestBuilder.Write(writer, request, stream);

    protected override string? CheckOwn(ModelRequest request) => RequestCheck.ImagesOfUserOnly(request, Name);

    protected override WireDecoder DecodeStream(ProviderAnswer answer, IEventSink sink) => new OpenAiResponsesStreamDecoder(answer, sink);

    protected override WireDecoder DecodeBody(ProviderAnswer answer, IEventSink sink) => new OpenAiResponsesBodyDecoder(answer, sink);
}
