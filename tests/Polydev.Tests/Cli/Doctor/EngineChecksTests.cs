using Polydev.Cli.Doctor;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Drivers.Docker;

namespace Polydev.Tests.Cli.Doctor;

/// <summary>What the doctor says of an engine.</summary>
public sealed class EngineChecksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_ends_its_containers_when_it_restarts_is_a_warning_with_what_to_do()
    {
        using var directory = new ScratchDirectory();
        await using var engine = await FakeEngine.StartAsync(Path.Combine(directory.Path, "d.sock"));

        var restart = await CheckAsync(engine, "engine restart");
        Assert.Equal(CheckStatus.Warn, restart.Status);
        Assert.Contains("\"live-restore\": true", restart.Next, StringComparison.Ordinal);

        engine.Info["LiveRestoreEnabled"] = true;
        Assert.Equal(CheckStatus.Ok, (await CheckAsync(engine, "engine restart")).Status);
    }

    [Fact]
    public async Task An_engine_that_is_too_old_fails_with_what_is_needed()
    {
        using var directory = new ScratchDirectory();
        await using var engine = await FakeEngine.StartAsync(Path.Combine(directory.Path, "d.sock"));
        var good = await CheckAsync(engine, "engine");
        Assert.Equal((CheckStatus.Ok, "Engine 20.10.24, runc 1.1.5, API 1.41"), (good.Status, good.Found));

        engine.Version["ApiVersion"] = "1.40";
        var old = await CheckAsync(engine, "engine");
        Assert.Equal(CheckStatus.Fail, old.Status);
        Assert.Contains("1.41", old.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_nothing_is_said_of_its_versions()
    {
        using var directory = new ScratchDirectory();

        var only = Assert.Single(await EngineChecks.RunAsync("unix://" + Path.Combine(directory.Path, "none.sock"), Token));

        Assert.Equal(("containers", CheckStatus.Warn), (only.Name, only.Status));
    }

    private static async Task<Check> CheckAsync(FakeEngine engine, string name)
    {
        // No image: the container itself is not what this is about.
        engine.Next("image", 404, """{"message":"No such image"}""");
        return (await EngineChecks.RunAsync("unix://" + engine.Socket, Token)).Single(c => c.Name == name);
    }
}
