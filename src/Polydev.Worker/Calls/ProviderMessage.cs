using System.Net;
using System.Net.Http.Headers;
using Polydev.Providers;

namespace Polydev.Worker.Calls;

/// <summary>A provider request as an HTTP message that notes what became of it: whether it opened a connection, when its body was written.</summary>
internal sealed class ProviderMessage : HttpRequestMessage
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public ProviderMessage(ProviderRequest request, Action sent)
        : base(new HttpMethod(request.Method), request.Uri)
    {
        Version = HttpVersion.Version11;
        VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        Content = new Body(request.Body, sent);
        foreach (var (name, value) in request.Headers)
        {
            Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Whether a connection was opened for it. Under load it may still have gone over another one that came free first.</summary>
    public bool OpenedConnection { get; private set; }

    /// <summary>Notes that a connection is being opened for a message.</summary>
    public static void MarkConnected(HttpRequestMessage message)
    {
        if (message is ProviderMessage ours)
        {
            ours.OpenedConnection = true;
        }
    }

    /// <summary>The request body, written from the bytes the wire built.</summary>
    private sealed class Body : HttpContent
    {
        private readonly ReadOnlyMemory<byte> _bytes;
        private readonly Action _sent;

        public Body(ReadOnlyMemory<byte> bytes, Action sent)
        {
            (_bytes, _sent) = (bytes, sent);
            Headers.ContentType = Json;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_bytes, cancellationToken);
            _sent();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
