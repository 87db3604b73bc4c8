using Polydev.Cli;
using Polydev.Cli.Hosting;
using Polydev.Controller;
using Polydev.Drivers.Docker;

namespace Polydev.Tests.Cli.Hosting;

/// <summary>What the environment says of the cluster and of the pool.</summary>
public sealed class NomadEnvironmentTests
{
    private static readonly MachineOptions s_machine = new() { DataDirectory = "/data" };

    [Fact]
    public void Without_a_word_it_is_the_agent_of_this_machine()
    {
        var options = NomadEnvironment.Read(_ => null, s_machine);

        Assert.Equal(new Uri("http://127.0.0.1:4646"), options.Cluster.Address);
        Assert.Equal(["dc1"], options.Place.Datacenters);
        Assert.Equal(RuntimeImage.Own, options.Image);
        Assert.Null(options.Cluster.Token);
    }

    [Fact]
    public void Everything_that_is_said_is_taken()
    {
        var options = NomadEnvironment.Read(Variables(
            ("NOMAD_ADDR", "https://10.0.0.11:4646"), ("NOMAD_TOKEN", "secret"), ("NOMAD_NAMESPACE", "runtimes"), ("NOMAD_REGION", "eu"), ("NOMAD_DATACENTER", "a, b"), ("NOMAD_TLS_SERVER_NAME", "server.eu.nomad")), s_machine);

        Assert.Equal(("secret", "runtimes", "eu", "server.eu.nomad"), (options.Cluster.Token, options.Cluster.Namespace, options.Cluster.Region, options.Cluster.ServerName));
        Assert.Equal(("runtimes", "eu"), (options.Place.Namespace, options.Place.Region));
        Assert.Equal(["a", "b"], options.Place.Datacenters);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_and_no_token_with_it()
    {
        var failure = Assert.Throws<CommandFailure>(() => NomadEnvironment.Read(
            Variables(("NOMAD_ADDR", "10.0.0.11"), ("NOMAD_TOKEN", "secret"), ("NOMAD_NAMESPACE", "a b"), ("NOMAD_DATACENTER", "a,,b"), ("NOMAD_CACERT", "/nope.pem"), ("NOMAD_CLIENT_CERT", "/nope.crt")),
            s_machine with { Image = "polydev-runtime:latest" }));

        foreach (var name in new[] { "NOMAD_ADDR", "NOMAD_NAMESPACE", "NOMAD_DATACENTER", "NOMAD_CACERT", "NOMAD_CLIENT_CERT", "latest" })
        {
            Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry:5000/worker")]
    [InlineData("worker")]
    [InlineData("worker:latest")]
    public void An_image_that_would_be_pulled_at_every_start_is_refused(string image) =>
        Assert.Contains("tag", Assert.Throws<CommandFailure>(() => NomadEnvironment.Read(_ => null, s_machine with { Image = image })).Message, StringComparison.Ordinal);

    [Fact]
    public void The_size_of_the_warm_pool_is_the_floor_of_the_default_pool()
    {
        var options = new ControllerOptions();

        WarmPoolSize.Apply(Variables(("WARM_POOL_SIZE", "30")), options);

        Assert.Equal(30, options.Pools["default"].Floor);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("10001")]
    public void A_size_that_is_none_is_refused(string text) =>
        Assert.Contains("WARM_POOL_SIZE", Assert.Throws<CommandFailure>(() => WarmPoolSize.Apply(Variables(("WARM_POOL_SIZE", text)), new ControllerOptions())).Message, StringComparison.Ordinal);

    private static Func<string, string?> Variables(params (string Name, string Value)[] set) => name => set.FirstOrDefault(v => v.Name == name).Value;
}
