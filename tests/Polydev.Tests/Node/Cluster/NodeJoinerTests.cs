using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Polydev.Node.Cluster;
using Polydev.Tests.Controller.Cluster.Join;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Node.Cluster;

/// <summary>Controllers that do not answer to the end: a node asks again, and is never stuck.</summary>
public sealed class NodeJoinerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_controller_that_breaks_off_before_its_answer_can_be_asked_again()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        using var listener = Listen();
        var serving = ServeAsync(listener, rig, socket =>
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
            return Task.CompletedTask;
        });
        var files = new IdentityFiles(node.Home);
        var joiner = new NodeJoiner(new ControllerDialer([AddressOf(listener)], rig.Time), files, rig.Time);
        Assert.IsType<JoinResult.Failed>(await joiner.RenewAsync(files.Load()!, Cancelled));
        await serving;
        Assert.IsType<JoinResult.Joined>(await new NodeJoiner(new ControllerDialer([rig.Address], rig.Time), files, rig.Time).RenewAsync(files.Load()!, Cancelled));
    }

    [Fact]
    public async Task A_controller_that_says_nothing_is_given_up_after_a_while()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        using var listener = Listen();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = ServeAsync(listener, rig, _ =>
        {
            heard.SetResult();
            return over.Task;
        });
        var files = new IdentityFiles(node.Home);
        var renewing = new NodeJoiner(new ControllerDialer([AddressOf(listener)], rig.Time), files, rig.Time).RenewAsync(files.Load()!, Cancelled);
        await heard.Task.WaitAsync(Cancelled);
        await Eventually.Async(() =>
        {
            rig.Time.Advance(TimeSpan.FromSeconds(11));
            return renewing.IsCompleted;
        });
        Assert.IsType<JoinResult.Failed>(await renewing);
        over.SetResult();
        await serving;
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static DnsEndPoint AddressOf(TcpListener listener) => new("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);

    /// <summary>Is the controller by its certificate, reads the first line, and then does as the test says.</summary>
    private static async Task ServeAsync(TcpListener listener, NodesRig rig, Func<Socket, Task> then)
    {
        using var socket = await listener.AcceptSocketAsync(Cancelled);
        using X509Certificate2 certificate = rig.Authority.SignServer(TimeSpan.FromDays(1));
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) }, Cancelled);
        Assert.NotEqual(0, await tls.ReadAsync(new byte[4096], Cancelled));
        await then(socket);
    }
}
