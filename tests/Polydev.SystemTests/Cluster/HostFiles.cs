using Polydev.Drivers.Nomad;

namespace Polydev.SystemTests.Cluster;

/// <summary>What a job of <c>deploy/nomad</c> finds on its host: the program, its environment's file and its data; here in directories of a test's own.</summary>
internal sealed class HostFiles : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pdh-").FullName;
    private readonly string _data;

    public HostFiles(string data, IReadOnlyDictionary<string, string> environment)
    {
        _data = data;
        LiveCluster.PrepareSockets(data);
        File.WriteAllLines(Path.Combine(_root, "polydev.env"), environment.Select(e => $"{e.Key}='{e.Value}'"));
        var program = Path.Combine(_root, "polydev");
        File.WriteAllText(program, $"#!/bin/sh\nexport HOME={_root}\nexec {DotNet} {Path.Combine(AppContext.BaseDirectory, "polydev.dll")} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static string DotNet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? Environment.ProcessPath!
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => Path.Combine(p, "dotnet")).First(File.Exists);

    /// <summary>A job's text, with the paths of this machine.</summary>
    public string Fit(string text) => text
        .Replace("/usr/local/bin/polydev", Path.Combine(_root, "polydev"), StringComparison.Ordinal)
        .Replace("/etc/polydev/polydev.env", Path.Combine(_root, "polydev.env"), StringComparison.Ordinal)
        .Replace("/var/lib/polydev", _data, StringComparison.Ordinal);

    /// <summary>The mark of the dispatches of a controller on this data.</summary>
    public async Task<string> OwnerAsync() => (await File.ReadAllTextAsync(Path.Combine(_data, "cluster", NomadDriver.DriverName + ".owner"))).Trim();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
