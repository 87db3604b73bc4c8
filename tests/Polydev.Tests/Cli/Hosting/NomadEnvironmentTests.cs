using Polydev.Cli;
using Polydev.Cli.Hosting;
using Polydev.Controller;
using Polydev.Drivers.Docker;

namespace Polydev.Tests.Cli.Hosting;

/// <summary>What the environment says of the cluster and of the pool.</summary>
public sealed class NomadEnvironmentTests
{
    private static readonly MachineOptions s_machine = new() { DataDirectory = "/data", Driver = "nomad" };
    private static readonly MachineOptions s_plain = new() { DataDirectory = "/data", Driver = "process" };

    [Fact]
    public void Without_a_word_it_is_the_agent_of_this_machine()
    {
        var options = Read(_ => null, s_machine);

        Assert.Equal(new Uri("http://127.0.0.1:4646"), options.Cluster.Address);
        Assert.Equal(["dc1"], options.Place.Datacenters);
        Assert.Equal(RuntimeImage.Own, options.Image);
        Assert.Null(options.Cluster.Token);
    }

    [Fact]
    public void Everything_that_is_said_is_taken()
    {
        var options = Read(Variables(
            ("NOMAD_ADDR", "https://10.0.0.11:4646"), ("NOMAD_TOKEN", "secret"), ("NOMAD_NAMESPACE", "runtimes"), ("NOMAD_REGION", "eu"), ("NOMAD_DATACENTER", "a, b"), ("NOMAD_TLS_SERVER_NAME", "server.eu.nomad")), s_machine);

        Assert.Equal(("secret", "runtimes", "eu", "server.eu.nomad"), (options.Cluster.Token, options.Cluster.Namespace, options.Cluster.Region, options.Cluster.ServerName));
        Assert.Equal(("runtimes", "eu"), (options.Place.Namespace, options.Place.Region));
        Assert.Equal(["a", "b"], options.Place.Datacenters);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_and_no_token_with_it()
    {
        var failure = Assert.Throws<CommandFailure>(() => Read(
            Variables(("WARM_POOL_SIZE", "many"), ("NOMAD_ADDR", "10.0.0.11"), ("NOMAD_TOKEN", "secret token"), ("NOMAD_REGION", "e u"), ("NOMAD_NAMESPACE", "a b"), ("NOMAD_DATACENTER", "a,,b"), ("NOMAD_CACERT", "/nope.pem"), ("NOMAD_CLIENT_CERT", "/nope.crt")),
            s_machine with { Image = "polydev-runtime:latest" }));

        foreach (var name in new[] { "WARM_POOL_SIZE", "NOMAD_ADDR", "NOMAD_TOKEN", "NOMAD_NAMESPACE", "NOMAD_REGION", "NOMAD_DATACENTER", "NOMAD_CACERT", "NOMAD_CLIENT_CERT", "latest" })
        {
            Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("invalid_environment", failure.Code);
        Assert.DoesNotContain("secret token", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry:5000/worker")]
    [InlineData("worker")]
    [InlineData("worker:latest")]
    public void An_image_that_would_be_pulled_at_every_start_is_refused(string image) =>
        Assert.Contains("tag", Assert.Throws<CommandFailure>(() => Read(_ => null, s_machine with { Image = image })).Message, StringComparison.Ordinal);

    [Fact]
    public void The_size_of_the_warm_pool_is_the_floor_of_the_default_pool()
    {
        var options = new ControllerOptions();

        WarmPoolSize.Apply(OperatorEnvironment.Read(Variables(("WARM_POOL_SIZE", "30")), s_plain).WarmWorkers!.Value, options);

        Assert.Equal(30, options.Pools["default"].Floor);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("10001")]
    public void A_size_that_is_none_is_refused(string text) =>
        Assert.Contains("WARM_POOL_SIZE", Assert.Throws<CommandFailure>(() => OperatorEnvironment.Read(Variables(("WARM_POOL_SIZE", text)), s_plain)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_an_address_and_with_another_driver_there_is_no_cluster()
    {
        var environment = OperatorEnvironment.Read(Variables(("NOMAD_NAMESPACE", "a b")), s_plain);

        Assert.Null(environment.Nomad);
        Assert.Null(environment.Target);
        Assert.Null(environment.WarmWorkers);
    }

    [Fact]
    public void With_an_address_the_cluster_is_there_whatever_the_driver()
    {
        var target = OperatorEnvironment.Read(Variables(("NOMAD_ADDR", "http://10.0.0.11:4646")), s_plain with { Driver = "docker", Image = "mine:latest" }).Target!;

        Assert.Equal("http://10.0.0.11:4646", target.ToString());
        Assert.Equal(RuntimeImage.Own, target.Defaults.Image);
    }

    private static Polydev.Drivers.Nomad.NomadDriverOptions Read(Func<string, string?> variable, MachineOptions machine) => OperatorEnvironment.Read(variable, machine).Nomad!;

    private static Func<string, string?> Variables(params (string Name, string Value)[] set) => name => set.FirstOrDefault(v => v.Name == name).Value;
}
