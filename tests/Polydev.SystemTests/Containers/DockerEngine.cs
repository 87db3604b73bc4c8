using Polydev.Drivers.Docker;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Containers;

/// <summary>A real engine with our image in it, and the image of the probe, for all tests of containers.</summary>
public sealed class DockerEngine : IAsyncLifetime
{
    /// <summary>The runtime image with a probe in the worker's place.</summary>
    public const string ProbeImage = "polydev-test-probe:1";

    private const int NoEngine = 3;
    private readonly string _work = Directory.CreateTempSubdirectory("polydev-probe-").FullName;
    private bool _ours;

    /// <summary>Why there is none; null when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>Address, as <c>DOCKER_HOST</c> takes it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Path of its socket.</summary>
    public string Socket => DockerDriverOptions.SocketFrom(Address)!;

    /// <summary>The probe as a program of this machine, to show that what fails in a container works outside.</summary>
    public string ProbeProgram => Path.Combine(_work, "probe");

    private static string Script => Path.Combine(PolydevProcess.Repository, "build", "docker.sh");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var before = File.Exists(Path.Combine(PolydevProcess.Repository, "artifacts", "docker", "directory"));
        var (exit, output, error) = await Commands.TryAsync("/bin/sh", [Script, "start"]);
        if (exit == NoEngine)
        {
            Missing = error.Trim();
            return;
        }

        Assert.True(exit == 0, error);
        Address = output.Trim();
        _ours = !before;
        await PrepareImageAsync();
        if (Missing is null)
        {
            await PrepareProbeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ours)
        {
            await Commands.TryAsync("/bin/sh", [Script, "stop"]);
        }

        Directory.Delete(_work, recursive: true);
    }

    /// <summary>Skips the test where no engine can be had.</summary>
    public void Require() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    /// <summary>Runs the <c>docker</c> command; it must succeed.</summary>
    public Task<string> DockerAsync(params string[] arguments) => Commands.RunAsync("docker", ["--host", Address, .. arguments]);

    /// <summary>Ids of the containers that have a label.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(string label) =>
        (await DockerAsync("ps", "--all", "--quiet", "--no-trunc", "--filter", "label=" + label)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ours is always built anew: the engine may hold one of older sources. An image of a worker that needs the .NET runtime cannot be built.</summary>
    private async Task PrepareImageAsync()
    {
        var (exit, output, error) = await PolydevProcess.RunAsync(["image", "build"], new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = Address });
        Missing = error.Contains("(worker_not_native)", StringComparison.Ordinal) ? "the worker is not compiled with NativeAOT (Debian: apt-get install clang)" : null;
        Assert.True(exit == 0 || Missing is not null, output + error);
    }

    private async Task PrepareProbeAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Containers", "Fixtures", "probe.c");
        var (exit, _, error) = await Commands.TryAsync("clang", ["-static", "-pthread", "-O1", "-o", ProbeProgram, source]);
        if (exit != 0)
        {
            Missing = "the probe cannot be compiled, as clang is not there (Debian: apt-get install clang libc6-dev): " + error;
            return;
        }

        var context = Directory.CreateDirectory(Path.Combine(_work, "image")).FullName;
        File.Copy(ProbeProgram, Path.Combine(context, "probe"));
        File.Copy(ProbeProgram, Path.Combine(context, "setuid"));
        await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), $"""
            FROM {RuntimeImage.Own}
            USER 0
            COPY probe setuid /
            RUN ["/probe", "make-setuid"]
            USER {RuntimeImage.User}
            ENTRYPOINT ["/probe"]
            """);
        var (built, output, refused) = await Commands.TryAsync(
            "docker", ["--host", Address, "build", "--quiet", "--network", "none", "--tag", ProbeImage, context], new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_BUILDKIT"] = "0" });
        Assert.True(built == 0, output + refused);
    }
}
