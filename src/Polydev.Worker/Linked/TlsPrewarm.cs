using System.Net;
using Polydev.Protocol.Link;
using Polydev.Worker.Calls;
using Polydev.Worker.Trust;

namespace Polydev.Worker.Linked;

/// <summary>Makes one TLS request to the node's own endpoint, so that the first provider call finds libraries, roots and code warm.</summary>
/// <remarks>At a tenth of a core the cold path costs half a second; a handshake beforehand takes it to milliseconds.</remarks>
internal static class TlsPrewarm
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Warms up. Returns why it could not, or null.</summary>
    public static async Task<string?> RunAsync(string egressSocket, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var egress = new EgressConnector(egressSocket, static () => null);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, token) => egress.ConnectAsync(context.DnsEndPoint, token),
            // The endpoint is ours, signs itself, and is told nothing.
            SslOptions = ServerTrust.Machine.OptionsToWarmUp(),
        });
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{LinkPaths.PrewarmHost}/") { Version = HttpVersion.Version11 };
            using var response = await client.SendAsync(request, either.Token);
            await response.Content.CopyToAsync(Stream.Null, either.Token);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return CallFailure.BeforeAnswer(new Uri($"https://{LinkPaths.PrewarmHost}/"), e).Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }
}
