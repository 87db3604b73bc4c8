using System.Globalization;
using System.Runtime.InteropServices;
using Polydev.Protocol.Link;

namespace Polydev.Drivers.Process;

/// <summary>The worker's program as it lies on this machine: how to run it, what it must see, what its environment holds.</summary>
internal sealed class WorkerProgram
{
    // What the garbage collector takes of a container's limit by default: it collects in time instead of being ended.
    private const double HeapShare = 0.75;

    private readonly ProcessDriverOptions _options;
    private readonly string? _runtime;

    private WorkerProgram(ProcessDriverOptions options, string path)
    {
        _options = options;
        var library = path.EndsWith(".dll", StringComparison.Ordinal) ? path : path + ".dll";
        var managed = File.Exists(library);
        _runtime = managed ? FindRuntime() : null;
        Command = library == path && _runtime is not null ? [Path.Combine(_runtime, "dotnet"), path] : [path];
        Visible =
        [
            managed ? Path.GetDirectoryName(path)! : path,
            .. _runtime is null ? Array.Empty<string>() : [_runtime],
            .. options.SocketDirectory.Length == 0 ? Array.Empty<string>() : [Path.GetFullPath(options.SocketDirectory)],
            .. options.CaFile is null ? Array.Empty<string>() : [Path.GetFullPath(options.CaFile)],
        ];
    }

    /// <summary>Program and leading arguments.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>Files and directories it must be able to read, beyond the system's libraries.</summary>
    public IReadOnlyList<string> Visible { get; }

    /// <summary>Looks at the program; null when it is not there.</summary>
    public static WorkerProgram? Find(ProcessDriverOptions options)
    {
        if (options.WorkerPath.Length == 0)
        {
            return null;
        }

        var path = Path.GetFullPath(options.WorkerPath);
        return File.Exists(path) ? new WorkerProgram(options, path) : null;
    }

    /// <summary>The whole environment of a trial run.</summary>
    public Dictionary<string, string> TrialEnvironment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // No diagnostics socket: its place, /tmp, is another's.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        if (_runtime is not null)
        {
            environment["DOTNET_ROOT"] = _runtime;
        }

        if (_options.CaFile is not null)
        {
            environment["SSL_CERT_FILE"] = Path.GetFullPath(_options.CaFile);
        }

        return environment;
    }

    /// <summary>The whole environment of a worker.</summary>
    public Dictionary<string, string> EnvironmentOf(WorkerSpec spec, string workingDirectory)
    {
        var environment = TrialEnvironment();

        // .NET looks for the user's certificates at home and fails every TLS handshake when it finds no home,
        // neither here nor in a user database, which there is none of within walls. This one is empty.
        environment["HOME"] = workingDirectory;
        environment[LinkPaths.SocketDirectoryVariable] = Path.GetFullPath(_options.SocketDirectory);
        environment[LinkPaths.WorkerIdVariable] = spec.WorkerId;
        environment[LinkPaths.NonceVariable] = spec.Nonce;
        if (_options.OrphanSeconds is { } seconds)
        {
            environment[LinkPaths.OrphanSecondsVariable] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (spec.MemoryBytes > 0)
        {
            environment["DOTNET_GCHeapHardLimit"] = ((long)(spec.MemoryBytes * HeapShare)).ToString("x", CultureInfo.InvariantCulture);
        }

        if (spec.Cpus > 0)
        {
            environment["DOTNET_PROCESSOR_COUNT"] = Math.Max(1, (int)Math.Ceiling(spec.Cpus)).ToString(CultureInfo.InvariantCulture);
        }

        return environment;
    }

    /// <summary>The .NET that runs us also runs a worker that is not native.</summary>
    private static string? FindRuntime()
    {
        var ours = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return new[] { ours, Environment.GetEnvironmentVariable("DOTNET_ROOT"), "/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet" }
            .FirstOrDefault(d => d is not null && File.Exists(Path.Combine(d, "dotnet")));
    }
}
