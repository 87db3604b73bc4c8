using System.Globalization;
using System.Runtime.InteropServices;
using Polydev.Cli.Surroundings;

namespace Polydev.Cli.Doctor;

/// <summary>Looks at the machine: what builds the product, what walls workers in, what bounds them.</summary>
internal static class MachineChecks
{
    private const long EnoughFiles = 65_536;

    /// <summary>Runs them.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken) =>
    [
        await SdkAsync(cancellationToken),
        await CompilerAsync(cancellationToken),
        Worker(),
        await WallsAsync(cancellationToken),
        Cgroup(),
        OpenFiles(),
    ];

    private static async Task<Check> SdkAsync(CancellationToken cancellationToken)
    {
        var directory = DataLocation.Repository() ?? Directory.GetCurrentDirectory();
        return await Programs.FirstLineAsync(directory, "dotnet", ["--version"], cancellationToken) is { } version
            ? Check.Ok(".NET", $"SDK {version}, runtime {Environment.Version}")
            : Check.Warn(".NET", $"no usable SDK, runtime {Environment.Version}", "Install a .NET 10 SDK to build from source: https://dot.net/download.");
    }

    private static async Task<Check> CompilerAsync(CancellationToken cancellationToken)
    {
        foreach (var compiler in new[] { "clang", "gcc" })
        {
            if (await Programs.FirstLineAsync("/", compiler, ["--version"], cancellationToken) is { } version)
            {
                return Check.Ok("C compiler", version);
            }
        }

        return Check.Warn("C compiler", "neither clang nor gcc", "Without one the worker is built without NativeAOT. Debian: apt-get install clang.");
    }

    private static Check Worker()
    {
        if (WorkerBinary.Find() is not { } path)
        {
            return Check.Fail("worker", "not built", "Run ./polydev in a clone of the repository: it builds the worker.");
        }

        return File.Exists(path + ".dll")
            ? Check.Warn("worker", $"framework-dependent, {path}", "It starts slower and takes more memory. Install clang and remove artifacts/worker: the next ./polydev compiles it with NativeAOT.")
            : Check.Ok("worker", $"NativeAOT, {Output.Format.Bytes(new FileInfo(path).Length)}, {path}");
    }

    private static async Task<Check> WallsAsync(CancellationToken cancellationToken)
    {
        if (await Programs.FirstLineAsync("/", "bwrap", ["--ro-bind", "/", "/", "--unshare-all", "--", "true"], cancellationToken) is not null)
        {
            return Check.Ok("isolation", (await Programs.FirstLineAsync("/", "bwrap", ["--version"], cancellationToken) ?? "bubblewrap") + ": no network, own files, own processes");
        }

        return await Programs.FirstLineAsync("/", "unshare", ["--user", "--map-root-user", "--net", "true"], cancellationToken) is not null
            ? Check.Warn("isolation", "user namespaces, no bubblewrap", "Workers have no network but see the machine's files. Debian: apt-get install bubblewrap.")
            : Check.Warn("isolation", "neither bubblewrap nor user namespaces", "Process workers share network and files with this user: for other people's keys use containers, or install bubblewrap and allow user namespaces.");
    }

    private static Check Cgroup()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Check.Warn("cgroup", RuntimeInformation.OSDescription, "Memory and CPU of process workers can be bounded on Linux only.");
        }

        var version = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "v2" : Directory.Exists("/sys/fs/cgroup/memory") ? "v1" : null;
        return version is null
            ? Check.Warn("cgroup", "not mounted", "Memory and CPU of process workers are not bounded.")
            : Check.Ok("cgroup", $"{version}; /v1/nodes says what is bounded by it");
    }

    private static Check OpenFiles()
    {
        const string name = "open files";
        try
        {
            // .NET raises the soft limit to the hard one at start: the hard one counts.
            var line = File.ReadLines("/proc/self/limits").First(text => text.StartsWith("Max open files", StringComparison.Ordinal));
            var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
            return hard == "unlimited" || long.Parse(hard, CultureInfo.InvariantCulture) >= EnoughFiles
                ? Check.Ok(name, hard)
                : Check.Warn(name, hard, $"A thousand workers and streams need more: raise the hard limit (ulimit -Hn) to {EnoughFiles}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Check.Warn(name, "not known", "Make sure that a process may open some thousand files.");
        }
    }
}
