using Microsoft.Extensions.DependencyInjection;
using Polydev.Drivers;
using Polydev.Drivers.Nomad;
using Polydev.Node;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>The driver as a node chooses it.</summary>
public sealed class ChosenDriverTests
{
    [Fact]
    public async Task A_node_that_is_told_nomad_places_workers_on_the_cluster()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var root = Directory.CreateTempSubdirectory("pd-").FullName;
        try
        {
            var services = new ServiceCollection().AddLogging().AddNode(new NodeOptions
            {
                Driver = NomadDriver.DriverName,
                Sockets = SocketDirectory.Prepare(root),
                EgressKey = _ => new byte[32],
                Nomad = { Cluster = { Address = cluster.Address }, Image = "polydev-runtime:1", StateDirectory = Path.Combine(root, "cluster") },
            });
            await using var provider = services.BuildServiceProvider();
            var driver = provider.GetRequiredService<IWorkerDriver>();

            var started = await driver.StartAsync(NomadDriverFixture.Spec("w1"), TestContext.Current.CancellationToken);

            Assert.Equal("nomad", driver.Name);
            Assert.True(started.Started, started.Message);
            Assert.Single(cluster.Children);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_node_without_an_image_or_a_place_for_its_state_says_both()
    {
        var options = new NodeOptions { Driver = NomadDriver.DriverName, Sockets = null!, EgressKey = _ => default };

        Assert.Equal(2, options.Problems().Count());
    }
}
