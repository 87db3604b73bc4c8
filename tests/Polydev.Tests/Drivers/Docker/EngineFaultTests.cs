using System.Net.Sockets;
using Polydev.Drivers;
using Polydev.Drivers.Docker;

namespace Polydev.Tests.Drivers.Docker;

/// <summary>What engines say when they cannot, and what an operator reads of it.</summary>
public sealed class EngineFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Request, status, words of the engine (as Docker 20.10 to 28 and Podman say them), stage, what must be told.</summary>
    public static TheoryData<string, int, string, DriverError, string> Dialects => new()
    {
        { "create", 404, "No such image: polydev-runtime:0.1.0", DriverError.ImageMissing, "polydev image build" },
        { "create", 404, "polydev-runtime:0.1.0: image not known", DriverError.ImageMissing, "polydev image build" },
        { "create", 500, "mkdir /var/lib/docker/overlay2/x: no space left on device", DriverError.OutOfCapacity, "no space left on device" },
        { "start", 500, "OCI runtime create failed: runc create failed: unable to start container process: fork/exec /proc/self/exe: cannot allocate memory: unknown", DriverError.OutOfCapacity, "cannot allocate memory" },
        { "start", 500, "failed to create shim task: fork/exec: resource temporarily unavailable", DriverError.OutOfCapacity, "no room" },
        { "start", 500, "too many open files", DriverError.OutOfCapacity, "no room" },
        { "create", 400, "Unknown runtime specified runsc", DriverError.Unavailable, "daemon.json" },
        { "create", 400, "unknown or invalid runtime name: runsc", DriverError.Unavailable, "daemon.json" },
        { "start", 500, "OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"/polydev-worker\": permission denied: unknown", DriverError.Unavailable, "permission denied" },
        { "create", 400, "invalid mount config for type \"bind\": bind source path does not exist: /x", DriverError.Unavailable, "bind source path does not exist" },
        { "start", 404, "No such container: x", DriverError.NotFound, "gone" },
        { "create", 503, "the engine is shutting down", DriverError.Unavailable, "shutting down" },
        { "info", 500, "context deadline exceeded", DriverError.Unavailable, "context deadline exceeded" },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_refusal_becomes_a_stage_and_advice_and_leaves_nothing(string request, int status, string says, DriverError error, string told)
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next(request, status, new System.Text.Json.Nodes.JsonObject { ["message"] = says }.ToJsonString());

        var refused = await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token);

        Assert.Equal(error, refused.Error);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Engine.Containers);

        // The next one is judged anew.
        await fixture.PlaceAsync("w2");
    }

    [Fact]
    public async Task Plain_text_and_no_text_are_told_as_they_are()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("create", 502, "bad gateway\n");
        Assert.Contains("bad gateway", (await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token)).Message, StringComparison.Ordinal);
        fixture.Engine.Next("create", 500, "");
        Assert.Contains("500", (await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w2"), Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_breaks_off_in_mid_answer_is_unavailable()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("create", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(DriverError.Unavailable, (await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token)).Error);
    }

    [Fact]
    public async Task What_is_no_engine_is_told_so()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("info", 200, "<html>hello</html>");

        var probe = await fixture.Driver.ProbeAsync(Token);

        Assert.False(probe.Usable);
        Assert.Contains("is no Docker engine", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_engine_is_told_with_what_to_install_and_found_when_it_comes()
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();
        Assert.Contains("apt-get install docker.io", (await fixture.Driver.ProbeAsync(Token)).Message, StringComparison.Ordinal);
        Assert.Equal(DriverError.Unavailable, (await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token)).Error);

        await fixture.StartEngineAsync();

        Assert.True((await fixture.Driver.ProbeAsync(Token)).Usable);
        await fixture.PlaceAsync("w1");
    }

    [Fact]
    public async Task A_dead_engines_socket_is_told_with_how_to_start_it()
    {
        await using var fixture = DockerDriverFixture.WithoutEngine();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Bound and never listened to: the file stays as a killed engine leaves it.
            dead.Bind(new UnixDomainSocketEndPoint(fixture.Options.EngineSocket));
            Assert.Contains("systemctl start docker", (await fixture.Driver.ProbeAsync(Token)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_engine_that_hangs_times_out_and_what_it_made_is_removed()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Options.StartTimeout = TimeSpan.FromMilliseconds(300);
        fixture.Engine.StartGate = new TaskCompletionSource().Task;

        var late = await fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), Token);

        Assert.Equal(DriverError.StartTimedOut, late.Error);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_nothing()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Engine.StartGate = gate.Task;
        using var giveUp = new CancellationTokenSource();
        var starting = fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), giveUp.Token);
        await DockerDriverFixture.UntilAsync(() => fixture.Engine.MostStarting == 1);
        await giveUp.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.Empty(fixture.Engine.Containers);
    }

    [Fact]
    public async Task A_driver_that_is_put_away_first_ends_what_it_began()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Engine.StartGate = gate.Task;
        using var giveUp = new CancellationTokenSource();
        var starting = fixture.Driver.StartAsync(DockerDriverFixture.Spec("w1"), giveUp.Token);
        await DockerDriverFixture.UntilAsync(() => fixture.Engine.MostStarting == 1);
        await giveUp.CancelAsync();
        var putAway = fixture.RestartAsync();
        Assert.False(putAway.IsCompleted);
        gate.SetResult();
        await putAway;

        Assert.Empty(fixture.Engine.Containers);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    [Fact]
    public async Task A_probe_names_engine_and_runtime_and_what_bounds_a_worker()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();

        var probe = await fixture.Driver.ProbeAsync(Token);

        Assert.True(probe.Usable);
        Assert.Null(probe.Message);
        Assert.Equal(
            new WorkerIsolation { Mechanism = "docker 20.10.24, runc", Network = true, Filesystem = true, Processes = true, MemoryLimit = "cgroup v1", CpuLimit = "cgroup v1" },
            probe.Isolation);
    }

    [Fact]
    public async Task A_probe_says_what_is_missing()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("image", 404, """{"message":"No such image: polydev-runtime:0.1.0"}""");
        Assert.Equal((false, true), (await fixture.Driver.ProbeAsync(Token)) is var none ? (none.Usable, none.Message!.Contains("polydev image build", StringComparison.Ordinal)) : default);

        fixture.Engine.Info["SecurityOptions"] = new System.Text.Json.Nodes.JsonArray();
        fixture.Engine.Info["PidsLimit"] = false;
        var weak = await fixture.Driver.ProbeAsync(Token);
        Assert.True(weak.Usable);
        Assert.Contains("seccomp", weak.Message, StringComparison.Ordinal);
        Assert.Contains("processes", weak.Message, StringComparison.Ordinal);

        fixture.Options.Runtime = "runsc";
        await fixture.RestartAsync();
        var unknown = await fixture.Driver.ProbeAsync(Token);
        Assert.False(unknown.Usable);
        Assert.Contains("no runtime 'runsc', only runc", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "/var/run/docker.sock")]
    [InlineData("", "/var/run/docker.sock")]
    [InlineData("unix:///run/user/1000/docker.sock", "/run/user/1000/docker.sock")]
    [InlineData("tcp://127.0.0.1:2375", null)]
    public void The_environment_names_the_socket_as_for_the_docker_command(string? value, string? socket) => Assert.Equal(socket, DockerDriverOptions.SocketFrom(value));
}
