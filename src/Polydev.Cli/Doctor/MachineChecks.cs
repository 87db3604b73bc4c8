using System.Globalization;
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
        .. new KernelChecks("/proc", Environment.IsPrivilegedProcess).Run(),
        await BubblewrapCheck.RunAsync(cancellationToken),
        .. await WallChecks.RunAsync(cancellationToken),
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
