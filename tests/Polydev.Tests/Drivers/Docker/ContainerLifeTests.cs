using Polydev.Drivers;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Seccomp;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>Workers as containers from start to end, against an engine that pretends.</summary>
public sealed class ContainerLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_placed_worker_is_a_running_container_that_says_whose_it_is()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();

        var placed = await fixture.PlaceAsync("w1");

        var container = Assert.Single(fixture.Engine.Containers.Values);
        Assert.Equal(("docker", container.Id, "n1", "w1", "p"), (placed.Driver, placed.ExternalId, placed.Node, placed.WorkerId, placed.Pool));
        Assert.Equal(("running", "polydev-w1"), (container.State, container.Name));
        Assert.Equal(
            [("polydev.node", "n1"), ("polydev.owner", fixture.Owner), ("polydev.pool", "p"), ("polydev.worker", "w1")],
            container.Labels.Select(l => (l.Key, l.Value)).Order());
    }

    [Fact]
    public async Task A_container_has_nothing_but_its_two_sockets()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();

        await fixture.PlaceAsync("w1");

        var asked = Assert.Single(fixture.Engine.Containers.Values).Asked;
        var host = asked["HostConfig"]!.AsObject();
        Assert.True((bool?)asked["NetworkDisabled"]);
        Assert.Equal(("none", "none", "private"), ((string?)host["NetworkMode"], (string?)host["IpcMode"], (string?)host["CgroupnsMode"]));
        Assert.True((bool?)host["ReadonlyRootfs"]);
        Assert.True((bool?)host["AutoRemove"]);
        Assert.NotEqual(true, (bool?)host["Privileged"]);
        Assert.Equal("""["ALL"]""", host["CapDrop"]!.ToJsonString());
        Assert.Null(host["CapAdd"]);
        Assert.Equal(["no-new-privileges:true", "seccomp=" + SeccompProfile.Json], host["SecurityOpt"]!.AsArray().Select(o => (string?)o));
        Assert.Equal((256L << 20, 256L << 20, 128L), ((long)host["Memory"]!, (long)host["MemorySwap"]!, (long)host["PidsLimit"]!));
        Assert.Equal((50_000L, 500_000L), ((long)host["CpuQuota"]!, (long)host["CpuPeriod"]!));
        Assert.Equal("none", (string?)host["LogConfig"]!["Type"]);
        Assert.Null(host["Tmpfs"]);
        Assert.Null(host["Binds"]);
        var mount = Assert.Single(host["Mounts"]!.AsArray())!;
        Assert.Equal((fixture.Options.SocketDirectory, "/run/polydev", true), ((string?)mount["Source"], (string?)mount["Target"], (bool?)mount["ReadOnly"]));
        Assert.Matches("^19[0-9]{8}:19[0-9]{8}$", (string?)asked["User"]);
        Assert.Equal(
            ["POLYDEV_SOCKETS=/run/polydev", "POLYDEV_WORKER_ID=w1", "POLYDEV_NONCE=" + new string('a', 64)],
            asked["Env"]!.AsArray().Select(e => (string?)e));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_our_own_filter_of_system_calls_is_not_to_be_had_or_wanted_the_engines_stays(bool wanted)
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Options.OwnSeccompProfile = wanted;
        fixture.Engine.Info["SecurityOptions"] = wanted ? new System.Text.Json.Nodes.JsonArray() : new System.Text.Json.Nodes.JsonArray("name=seccomp,profile=default");

        await fixture.PlaceAsync("w1");

        Assert.Equal("""["no-new-privileges:true"]""", Assert.Single(fixture.Engine.Containers.Values).Asked["HostConfig"]!["SecurityOpt"]!.ToJsonString());
    }

    [Fact]
    public async Task The_operators_authorities_are_found_beside_the_sockets()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Options.CaFile = Path.Combine(fixture.Options.SocketDirectory, "authorities.pem");

        await fixture.PlaceAsync("w1");

        var asked = Assert.Single(fixture.Engine.Containers.Values).Asked;
        Assert.Contains("SSL_CERT_FILE=/run/polydev/authorities.pem", asked["Env"]!.AsArray().Select(e => (string?)e));
    }

    [Fact]
    public async Task An_engine_that_maps_users_is_asked_for_one_it_has()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Info["SecurityOptions"]!.AsArray().Add("name=userns");

        await fixture.PlaceAsync("w1");

        var user = int.Parse(((string?)Assert.Single(fixture.Engine.Containers.Values).Asked["User"])!.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(user, 1000, 65535);
    }

    [Theory]
    [InlineData(0, "exited with code 0")]
    [InlineData(3, "exited with code 3")]
    [InlineData(137, "killed by signal 9")]
    [InlineData(143, "killed by signal 15")]
    public async Task An_end_is_told_with_its_true_reason(int code, string reason)
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.WatchAsync();

        fixture.Engine.Die(placed.ExternalId, code);

        Assert.Equal(new AllocationEnded(placed, reason, code), await fixture.NextEndAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Memory_is_named_as_the_reason_whichever_event_comes_first(bool memoryFirst)
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.WatchAsync();

        foreach (var memory in new[] { memoryFirst, !memoryFirst })
        {
            fixture.Engine.Tell(placed.ExternalId, memory ? "oom" : "die", memory ? [] : [("exitCode", "137")]);
        }

        Assert.Equal("out of memory", (await fixture.NextEndAsync()).Reason);
    }

    [Fact]
    public async Task A_stop_ends_the_container_and_is_told_once()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var (first, second) = (await fixture.PlaceAsync("w1"), await fixture.PlaceAsync("w2"));
        await fixture.WatchAsync();

        Assert.True((await fixture.Driver.StopAsync(first, Token)).Stopped);
        Assert.True((await fixture.Driver.StopAsync(first, Token)).Stopped);
        fixture.Engine.Die(second.ExternalId, 0);

        Assert.Equal((first, "stopped"), ((await fixture.NextEndAsync()) is var end ? (end.Allocation, end.Reason) : default));
        Assert.Equal(second, (await fixture.NextEndAsync()).Allocation);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public async Task A_stop_waits_for_a_removal_that_is_under_way()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        fixture.Engine.Next("remove", 409, """{"message":"removal of container x is already in progress"}""");

        Assert.True((await fixture.Driver.StopAsync(placed, Token)).Stopped);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public async Task A_stop_that_the_engine_refuses_is_no_success()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        fixture.Engine.Next("remove", 500, """{"message":"could not kill container: tried to kill container, but did not receive an exit event"}""");

        var stop = await fixture.Driver.StopAsync(placed, Token);

        Assert.False(stop.Stopped);
        Assert.Contains("did not receive an exit event", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starts_are_paced()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Engine.StartGate = gate.Task;
        var starts = Enumerable.Range(0, 12).Select(i => fixture.Driver.StartAsync(DockerDriverFixture.Spec("w" + i), Token)).ToList();
        await DockerDriverFixture.UntilAsync(() => fixture.Engine.MostStarting == fixture.Options.ParallelStarts);
        gate.SetResult();

        Assert.All(await Task.WhenAll(starts), s => Assert.True(s.Started));
        Assert.Equal(fixture.Options.ParallelStarts, fixture.Engine.MostStarting);
    }

    [Fact]
    public async Task A_worker_id_that_could_name_another_container_is_refused()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();

        Assert.False((await fixture.Driver.StartAsync(DockerDriverFixture.Spec("../w"), Token)).Started);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public void Users_of_workers_differ_and_are_nobodys()
    {
        var users = Enumerable.Range(0, 1000).Select(i => ContainerUser.Of("wrk_" + i, mapped: false)).ToList();

        Assert.All(users, u => Assert.InRange(u, 1_879_048_192u, 2_147_483_647u));
        Assert.InRange(users.Distinct().Count(), 995, 1000);
    }
}
