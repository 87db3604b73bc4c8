using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Shims;

namespace Polydev.Tests.Drivers.Docker.Shims;

/// <summary>What an engine that crashed leaves running and forgets.</summary>
public sealed class LeftoversTests
{
    private static readonly string Forgotten = new('f', 64);

    [Fact]
    public async Task A_shim_of_ours_that_the_engine_does_not_list_is_ended_after_a_while()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var (leftovers, time) = Leftovers(fixture);
        var shim = fixture.Machine.StartShim(Forgotten, fixture.Options.SocketDirectory);

        Judge(leftovers, fixture);
        Assert.Empty(fixture.Machine.Killed);
        time.Advance(Polydev.Drivers.Docker.Shims.Leftovers.Grace);

        await DockerDriverFixture.UntilAsync(() => !fixture.Machine.Killed.IsEmpty);
        Assert.Equal([shim], fixture.Machine.Killed);
    }

    [Fact]
    public async Task Others_shims_listed_ones_and_those_that_end_by_themselves_are_left_alone()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var (leftovers, time) = Leftovers(fixture);
        var placed = await fixture.PlaceAsync("w1");
        fixture.Machine.StartShim(placed.ExternalId, fixture.Options.SocketDirectory);
        fixture.Machine.StartShim(new string('a', 64), "/somebody/elses");
        fixture.Machine.Start("/usr/bin/vi\0-id\0" + new string('b', 64) + "\0");
        var ending = fixture.Machine.StartShim(new string('c', 64), fixture.Options.SocketDirectory);
        var marker = fixture.Machine.StartShim(Forgotten, fixture.Options.SocketDirectory);

        Judge(leftovers, fixture, placed.ExternalId);
        fixture.Machine.End(ending);
        time.Advance(Polydev.Drivers.Docker.Shims.Leftovers.Grace);

        await DockerDriverFixture.UntilAsync(() => !fixture.Machine.Killed.IsEmpty);
        Assert.Equal([marker], fixture.Machine.Killed);
    }

    [Fact]
    public async Task What_the_engine_lists_by_then_is_left_alone()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var (leftovers, time) = Leftovers(fixture);
        var late = fixture.Engine.Place("running", (ContainerLabels.Owner, fixture.Owner), (ContainerLabels.Worker, "late"));
        fixture.Machine.StartShim(late, fixture.Options.SocketDirectory);
        var marker = fixture.Machine.StartShim(Forgotten, fixture.Options.SocketDirectory);

        Judge(leftovers, fixture);
        time.Advance(Polydev.Drivers.Docker.Shims.Leftovers.Grace);

        await DockerDriverFixture.UntilAsync(() => !fixture.Machine.Killed.IsEmpty);
        Assert.Equal([marker], fixture.Machine.Killed);
    }

    [Fact]
    public void A_shim_whose_bundle_cannot_be_read_is_nobodys()
    {
        var root = Directory.CreateTempSubdirectory("pd-");
        var machine = new FakeMachine(root.FullName);
        var process = machine.StartShim(Forgotten, "/x");
        File.WriteAllText(Path.Combine(root.FullName, process.ToString(System.Globalization.CultureInfo.InvariantCulture), "cwd", "config.json"), "{");

        Assert.Equal([new Shim(process, Forgotten)], machine.Shims.Read());
        Assert.False(machine.Shims.Mounts(new Shim(process, Forgotten), "/x"));
        root.Delete(recursive: true);
    }

    private static (Leftovers Leftovers, FakeTimeProvider Time) Leftovers(DockerDriverFixture fixture)
    {
        var time = new FakeTimeProvider();
        return (new Leftovers(new ContainerEngine(fixture.Options, time), fixture.Machine.Shims, fixture.Options, time, NullLogger.Instance), time);
    }

    private static void Judge(Leftovers leftovers, DockerDriverFixture fixture, params string[] listed) =>
        leftovers.Judge(leftovers.Look(), fixture.Owner, listed.ToHashSet(StringComparer.Ordinal));
}
