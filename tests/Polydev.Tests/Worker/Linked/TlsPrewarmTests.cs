using System.Net.Security;
using System.Text;
using Polydev.Protocol.Link;
using Polydev.Tests.Worker.Support;

namespace Polydev.Tests.Worker.Linked;

/// <summary>The handshake before the hello.</summary>
public sealed class TlsPrewarmTests
{
    [Fact]
    public async Task Worker_makes_one_tls_request_without_a_token_before_its_hello()
    {
        await using var rig = await WorkerRig.CreateAsync();
        var request = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Gateway.Prewarm = async stream =>
        {
            using var certificate = SelfSigned.Certificate(LinkPaths.PrewarmHost);
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            var head = new byte[1024];
            var length = await tls.ReadAsync(head, TestContext.Current.CancellationToken);
            await tls.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            request.SetResult(Encoding.ASCII.GetString(head, 0, length));
        };
        rig.Start();
        var link = await rig.Controller.NextLinkAsync();
        await link.ReadAsync<HelloFrame>();
        Assert.True(request.Task.IsCompleted);
        Assert.StartsWith("GET / HTTP/1.1\r\nHost: prewarm.polydev.internal\r\n", await request.Task, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", rig.Gateway.PrewarmHead, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", rig.Errors);
    }
}
