using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Requests;

namespace Polydev.Providers;

/// <summary>What the four wires share: one JSON body out, server-sent events or one JSON body back.</summary>
internal abstract class ProviderWire : Wire
{
    /// <summary>How this wire speaks of errors.</summary>
    protected abstract ErrorDialect Errors { get; }

    /// <summary>Fields of <see cref="ModelRequest.Options"/> that would break what we promise, and what to do instead.</summary>
    protected abstract IReadOnlyList<ReservedOption> ReservedOptions { get; }

    public sealed override ProviderRequest Build(ModelRequest request, bool stream, Uri baseUrl, string credential)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(baseUrl);
        return new ProviderRequest
        {
            Uri = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + Path(request, stream)),
            Headers =
            [
                .. Credentials(credential),
                new("accept", stream ? "text/event-stream" : "application/json"),
            ],
            Body = OptionsOverlay.Apply(JsonBody.Write(writer => WriteBody(writer, request, stream)), request.Options),
        };
    }

    public sealed override string? Check(ModelRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestCheck.Common(request, Name) ?? OptionsOverlay.Check(request.Options, ReservedOptions) ?? CheckOwn(request);
    }

    public sealed override WireDecoder Decode(ProviderAnswer answer, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(sink);
        return Shape(answer.ContentType) switch
        {
            BodyShape.Events => DecodeStream(answer, sink),
            BodyShape.Json => DecodeBody(answer, sink),
            _ => new ForeignDecoder(answer, sink),
        };
    }

    public sealed override ExecutionError MapError(ProviderAnswer answer, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return ErrorReading.FromAnswer(Errors, answer, body, now);
    }

    /// <summary>Path and query after the base address.</summary>
    protected abstract string Path(ModelRequest request, bool stream);

    /// <summary>The headers that carry the key, and what goes with it.</summary>
    protected abstract IEnumerable<KeyValuePair<string, string>> Credentials(string credential);

    /// <summary>Writes the body, but for the caller's options.</summary>
    protected abstract void WriteBody(Utf8JsonWriter writer, ModelRequest request, bool stream);

    /// <summary>What only this wire cannot carry.</summary>
    protected abstract string? CheckOwn(ModelRequest request);

    protected abstract WireDecoder DecodeStream(ProviderAnswer answer, IEventSink sink);

    protected abstract WireDecoder DecodeBody(ProviderAnswer answer, IEventSink sink);

    private static BodyShape Shape(string? contentType) => contentType switch
    {
        null or "" => BodyShape.Events,
        _ when contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) => BodyShape.Events,
        _ when contentType.Contains("json", StringComparison.OrdinalIgnoreCase) => BodyShape.Json,
        _ => BodyShape.Foreign,
    };
}
