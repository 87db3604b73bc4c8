using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Requests;

namespace Polydev.Providers.Gemini;

/// <summary>Google's Gemini API.</summary>
internal sealed class GeminiWire : ProviderWire
{
    private static readonly SearchValues<char> ModelCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/");

    public override string Name => WireNames.Gemini;

    protected override ErrorDialect Errors => GeminiErrors.Instance;

    protected override IReadOnlyList<ReservedOption> ReservedOptions { get; } =
    [
        ReservedOption.Model,
        ReservedOption.Stream,
        new("generationConfig.candidateCount", "1", "An execution has one answer: start one execution per answer."),
    ];

    protected override string Path(ModelRequest request, bool stream)
    {
        // Tuned models stand beside models/; whatever names its own collection keeps it.
        var resource = request.Model.Contains('/', StringComparison.Ordinal) ? request.Model : $"models/{request.Model}";
        return $"/v1beta/{resource}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}";
    }

    // Never as ?key=, where it would end up in logs.
    protected override IEnumerable<KeyValuePair<string, string>> Credentials(string credential) => [new("x-goog-api-key", credential)];

    protected override void WriteBody(Utf8JsonWriter writer, ModelRequest request, bool stream) => GeminiRequestBuilder.Write(writer, request);

    protected override string? CheckOwn(ModelRequest request) =>
        // The name becomes part of the address.
        request.Model.AsSpan().ContainsAnyExcept(ModelCharacters) || request.Model.Contains("..", StringComparison.Ordinal)
            ? "\"model\" is no name of a Gemini model: only letters, digits, - . _ and / may stand in it."
            : RequestWithRedacted(request);

    protected override WireDecoder DecodeStream(ProviderAnswer answer, IEventSink sink) => new GeminiStreamDecoder(answer, sink);

    protected override WireDecoder DecodeBody(ProviderAnswer answer, IEventSink sink) => new GeminiBodyDecoder(answer, sink);

    private static string? RequestWithRedacted(ModelRequest request) =>
        request.Conversation.Any(message => message.Content.Any(part => part.Redacted is not null))
            ? "Wire gemini has no redacted reasoning. Leave out the parts that came from another provider."
            : null;
}
