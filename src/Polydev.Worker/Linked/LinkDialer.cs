using System.Net;
using System.Net.Sockets;
using System.Text;
using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>Dials the controller over the node's socket: one HTTP/2 request whose body and answer both stay open.</summary>
internal static class LinkDialer
{
    private const int ReasonBytes = 1024;

    /// <summary>Dials once, saying hello.</summary>
    public static async Task<DialResult> DialAsync(string socketPath, HelloFrame hello, CancellationToken cancellationToken)
    {
        var client = new HttpMessageInvoker(Handler(socketPath));
        var content = new LinkContent(LinkLine.Encode(hello));
        HttpResponseMessage? response = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://node" + LinkPaths.LinkRoute)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = content,
            };
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
            response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                var down = await response.Content.ReadAsStreamAsync(cancellationToken);
                var up = await content.Stream.WaitAsync(cancellationToken);
                var link = new Link(client, content, response, down, up);
                (client, response) = (null, null);
                return new DialResult.Connected(link);
            }

            var reason = await ReasonAsync(response, cancellationToken);
            return (int)response.StatusCode is >= 400 and < 500 ? new DialResult.Refused(reason) : new DialResult.Unreachable(reason);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new DialResult.Unreachable(e.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : "the connection broke");
        }
        finally
        {
            if (client is not null)
            {
                content.End();
                response?.Dispose();
                client.Dispose();
            }
        }
    }

    private static SocketsHttpHandler Handler(string socketPath) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[ReasonBytes];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return $"HTTP {(int)response.StatusCode} {Encoding.UTF8.GetString(buffer, 0, length).ReplaceLineEndings(" ")}".TrimEnd();
    }
}
