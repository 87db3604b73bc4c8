using System.Net;
using System.Net.Http.Headers;
using Polydev.Providers;
using Polydev.Worker.Trust;

namespace Polydev.Worker.Calls;

/// <summary>How provider requests travel: HTTP/1.1 over kept connections, nothing followed, nothing stored, nothing taken from the environment.</summary>
internal static class ProviderHttp
{
    /// <summary>A client whose connections go through the egress gateway, or straight out when there is none (direct mode).</summary>
    public static HttpMessageInvoker Create(EgressConnector? egress)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(4),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            // A call that is given up closes its connection at once: reading on would keep the provider working for nobody.
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            SslOptions = ServerTrust.Machine.Options(),
        };
        if (egress is not null)
        {
            handler.ConnectCallback = (context, cancellationToken) =>
            {
                ProviderMessage.MarkConnected(context.InitialRequestMessage);
                return egress.ConnectAsync(context.DnsEndPoint, cancellationToken);
            };
        }

        return new HttpMessageInvoker(handler);
    }

    /// <summary>What a wire needs to know of an answer.</summary>
    public static ProviderAnswer Answer(HttpResponseMessage response) => new()
    {
        Status = (int)response.StatusCode,
        ContentType = response.Content.Headers.ContentType?.MediaType,
        Header = name => First(response.Headers, name) ?? First(response.Content.Headers, name),
    };

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
