using Polydev.Cli.Doctor;
using Polydev.Cli.Hosting;
using Polydev.Tests.Drivers.Docker;

namespace Polydev.Tests.Cli.Hosting;

/// <summary>Which workers <c>polydev up</c> makes when nobody says, and what it says itself.</summary>
public sealed class DriverChoiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Containers_where_engine_and_image_are_there()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();

        Assert.Equal(new DriverChoice("docker"), await DriverChoice.MakeAsync(null, fixture.Options, null, Token));
    }

    [Fact]
    public async Task Processes_where_the_image_is_missing_and_it_says_how_to_make_it()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("image", 404, """{"message":"No such image: polydev-runtime:0.1.0"}""");

        var choice = await DriverChoice.MakeAsync(null, fixture.Options, null, Token);

        Assert.Equal("process", choice.Driver);
        Assert.Contains("polydev image build", choice.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_where_there_is_no_engine()
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();

        var choice = await DriverChoice.MakeAsync(null, fixture.Options, null, Token);

        Assert.Equal("process", choice.Driver);
        Assert.Contains("there is no Docker engine", choice.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Processes_where_the_engine_is_of_another_machine()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();

        var choice = await DriverChoice.MakeAsync(null, fixture.Options, "tcp://10.0.0.1:2375", Token);

        Assert.Equal("process", choice.Driver);
        Assert.Contains("tcp://10.0.0.1:2375", choice.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task What_the_operator_asks_for_is_not_argued_with(string wanted)
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();

        Assert.Equal(new DriverChoice(wanted), await DriverChoice.MakeAsync(wanted, fixture.Options, null, Token));
    }

    [Fact]
    public async Task The_doctor_warns_where_there_is_no_engine()
    {
        var check = Assert.Single(await EngineChecks.RunAsync("unix:///nonexistent/docker.sock", Token));

        Assert.Equal((CheckStatus.Warn, "containers"), (check.Status, check.Name));
        Assert.Contains("apt-get install docker.io", check.Next, StringComparison.Ordinal);
    }
}
