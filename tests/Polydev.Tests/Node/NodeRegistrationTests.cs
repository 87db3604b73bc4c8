using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polydev.Drivers;
using Polydev.Drivers.Fake;
using Polydev.Drivers.Machines;
using Polydev.Node;

namespace Polydev.Tests.Node;

/// <summary>A node composed into a program.</summary>
public sealed class NodeRegistrationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("polydev-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_describes_the_machine_and_its_gateway_lives_as_long_as_the_program()
    {
        var options = Options("fake");
        using (var host = new HostBuilder().ConfigureServices(s => s.AddNode(options)).Build())
        {
            await host.StartAsync(Token);
            var node = Assert.Single(await host.Services.GetRequiredService<INodes>().ListAsync(Token));

            Assert.Equal(("n1", "ready", "fake"), (node.Id, node.State, node.Driver));
            Assert.True(node.MemoryBytes > 0);
            Assert.IsType<FakeDriver>(host.Services.GetRequiredService<IWorkerDriver>());
            using (var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                await client.ConnectAsync(new UnixDomainSocketEndPoint(options.Sockets.EgressSocket), Token);
            }

            await host.StopAsync(Token);
        }

        Assert.False(File.Exists(options.Sockets.EgressSocket));
    }

    [Fact]
    public void A_wrong_setting_is_told_at_once()
    {
        var options = Options("qemu");

        Assert.Contains("no driver 'qemu'", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddNode(options)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private NodeOptions Options(string driver) => new()
    {
        Name = "n1",
        Driver = driver,
        Sockets = SocketDirectory.Prepare(_root),
        EgressKey = _ => new byte[32],
    };
}
