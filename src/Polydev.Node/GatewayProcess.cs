using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Polydev.Node;

/// <summary>The gateway's process: adopts the one an earlier program left, when it is of the same program, rules and key, else starts one.</summary>
internal sealed partial class GatewayProcess(NodeOptions options, TimeProvider time, ILogger logger)
{
    private const string PidFile = "egress.pid";
    private const int Terminate = 15;
    private const int MostTold = 300;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(10);
    private int _pid;

    /// <summary>Where it notes its figures.</summary>
    public string FiguresPath => Path.Combine(Home, "egress.figures.json");

    /// <summary>Whether the one that was started or adopted here has not ended.</summary>
    public bool Runs => _pid > 0 && CommandLine(_pid).Contains(options.Egress.SocketPath, StringComparer.Ordinal);

    // Beside the workers' state and not beside the sockets: those are seen by the workers.
    private string Home => Path.GetDirectoryName(Path.GetFullPath(options.Process.StateDirectory))!;

    private string PidPath => Path.Combine(Home, PidFile);

    private string LogPath => Path.Combine(Home, "egress.log");

    /// <summary>Has one run with the options as they are now, and with a key. One that runs otherwise is ended.</summary>
    public async Task StartAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        string[] command = [.. options.EgressCommand, .. EgressDaemonArguments.Write(options.Egress, FiguresPath, KeyId(key.Span))];
        var left = LeftBehind();
        if (left > 0 && CommandLine(left).SequenceEqual(command, StringComparer.Ordinal) && await SocketAnswer.AnswersAsync(options.Egress.SocketPath, cancellationToken))
        {
            _pid = left;
            LogAdopted(logger, left);
            return;
        }

        if (left > 0)
        {
            await EndAsync(left, cancellationToken);
        }

        _pid = await LaunchAsync(command, key, cancellationToken);
        LogStarted(logger, _pid, options.Egress.Rules.Count);
    }

    /// <summary>The same, without an exception when it cannot be started.</summary>
    /// <returns>Why workers have no way out; null when it runs.</returns>
    public async Task<string?> TryStartAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(key, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return NoWayOut(e);
        }
    }

    /// <summary>What a program said when it failed can be long; its first words are the reason.</summary>
    internal static string NoWayOut(Exception exception)
    {
        var line = string.Join(' ', exception.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return "workers have no way out: " + (line.Length > MostTold ? line[..MostTold] + "..." : line.TrimEnd('.'));
    }

    /// <summary>Ends it; when none was started or adopted here, the one that an earlier program left.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var pid = Runs ? _pid : LeftBehind();
        if (pid > 0)
        {
            await EndAsync(pid, cancellationToken);
            File.Delete(PidPath);
            _pid = 0;
        }
    }

    /// <summary>Tells keys apart without telling them: others may read a command line.</summary>
    internal static string KeyId(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, "gateway key id"u8, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    private static string[] CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The gateway of an earlier program, when it still runs: a process id may be another program's by now, so the command line must name our socket.</summary>
    private int LeftBehind() =>
        File.Exists(PidPath) && int.TryParse(File.ReadAllText(PidPath), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
        && CommandLine(pid).Contains(options.Egress.SocketPath, StringComparer.Ordinal) ? pid : 0;

    private async Task<int> LaunchAsync(string[] command, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        // The shell hands the output to a file and makes way: a pipe to us would break with us.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", LogPath, .. command]) { RedirectStandardInput = true, UseShellExecute = false };

        // The relay's continuations are short and never block: run where the socket got ready, they cost half the CPU of a hop to the pool.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        using var process = Process.Start(start) ?? throw new IOException("the egress gateway cannot be started: there is no /bin/sh");
        await File.WriteAllTextAsync(PidPath, process.Id.ToString(CultureInfo.InvariantCulture), cancellationToken);
        await GiveKeyAsync(process, key);
        var since = time.GetTimestamp();
        while (!await SocketAnswer.AnswersAsync(options.Egress.SocketPath, cancellationToken))
        {
            if (process.HasExited || time.GetElapsedTime(since) > s_patience)
            {
                throw new IOException($"the egress gateway did not start; it said: {await File.ReadAllTextAsync(LogPath, cancellationToken)}");
            }

            await Task.Delay(s_breath, time, cancellationToken);
        }

        return process.Id;
    }

    private static async Task GiveKeyAsync(Process process, ReadOnlyMemory<byte> key)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(Convert.ToHexString(key.Span));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading: what it said before tells more than a broken pipe.
        }
    }

    private async Task EndAsync(int pid, CancellationToken cancellationToken)
    {
        _ = Kill(pid, Terminate);
        var since = time.GetTimestamp();
        while (CommandLine(pid).Contains(options.Egress.SocketPath, StringComparer.Ordinal) && time.GetElapsedTime(since) < s_patience)
        {
            await Task.Delay(s_breath, time, cancellationToken);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The egress gateway runs as process {Pid} with {Rules} rules")]
    private static partial void LogStarted(ILogger logger, int pid, int rules);

    [LoggerMessage(2, LogLevel.Information, "The egress gateway of an earlier start, process {Pid}, goes on")]
    private static partial void LogAdopted(ILogger logger, int pid);
}
