using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Polydev.Benchmarks.Rig;

/// <summary>A process the bench started: its output, its CPU time, its memory, and a certain end.</summary>
internal sealed class Child : IDisposable
{
    /// <summary>Environment: lets .NET continue on the thread that saw a socket become ready.</summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private const int Terminate = 15;
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<Child, bool> s_started = new();

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _readyPrefix;

    private Child(Process process, string? readyPrefix)
    {
        _process = process;
        _readyPrefix = readyPrefix;
    }

    /// <summary>Process id.</summary>
    public int Pid => _process.Id;

    /// <summary>Starts a program.</summary>
    /// <param name="readyPrefix">Standard output's line that says it serves starts with this; null when it says nothing.</param>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to the environment.</param>
    /// <param name="directory">Where it runs; null for here.</param>
    public static Child Start(string? readyPrefix, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var info = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory ?? "" };
        info.Environment.Remove(InlineCompletions);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            info.Environment[name] = value;
        }

        var child = new Child(new Process { StartInfo = info }, readyPrefix);
        child._process.OutputDataReceived += (_, e) => child.Hear(e.Data);
        child._process.ErrorDataReceived += (_, e) => child.Hear(e.Data);
        child._process.EnableRaisingEvents = true;
        child._process.Exited += (_, _) => child._ended.TrySetResult();
        child._process.Start();
        s_started[child] = true;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Ends those that nobody has ended: of a bench that failed on its way, or was told to stop.</summary>
    public static void EndAll()
    {
        foreach (var child in s_started.Keys)
        {
            child.Dispose();
        }
    }

    /// <summary>Waits for the ready line and gives what stands behind the prefix; fails at once when the program ends without it.</summary>
    public async Task<string> ReadyAsync(TimeSpan atMost)
    {
        await Task.WhenAny(_ready.Task, _ended.Task, Task.Delay(atMost));
        if (_ended.Task.IsCompleted)
        {
            // Its last lines may still be on their way; what it started may hold its output open for ever.
            await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(), Task.Delay(s_lastWords));
        }

        if (!_ready.Task.IsCompleted)
        {
            var how = _ended.Task.IsCompleted ? $"ended with exit code {_process.ExitCode} before it was ready" : $"did not get ready in {atMost.TotalSeconds} s";
            throw new InvalidOperationException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} {how}:\n{Said()}");
        }

        return await _ready.Task;
    }

    /// <summary>What it wrote last.</summary>
    public string Said()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines.TakeLast(30));
        }
    }

    /// <summary>CPU time of a process so far, its ended children left out.</summary>
    public static TimeSpan CpuOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    /// <summary>CPU time of the threads a process has now: finer than <see cref="CpuOf"/>, which counts in steps of 10 ms.</summary>
    public static TimeSpan ThreadsCpuOf(int pid)
    {
        try
        {
            return TimeSpan.FromMicroseconds(Directory.EnumerateDirectories($"/proc/{pid}/task")
                .Sum(t => long.Parse(File.ReadAllText(Path.Combine(t, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture)) / 1e3);
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }

    /// <summary>The parent of a process; 0 when it has ended.</summary>
    public static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>A figure of <c>smaps_rollup</c> or <c>status</c> in KiB.</summary>
    public static long KibOf(int pid, string file, string field)
    {
        var line = File.ReadLines($"/proc/{pid}/{file}").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!s_started.TryRemove(this, out _))
        {
            return;
        }

        try
        {
            // Asked first: what it started, it ends itself.
            _ = kill(_process.Id, Terminate);
            if (!_process.WaitForExit(15_000))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit(5_000);
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }

        _process.Dispose();
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
            if (_lines.Count > 500)
            {
                _lines.RemoveRange(0, 250);
            }
        }

        if (_readyPrefix is not null && line.StartsWith(_readyPrefix, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line[_readyPrefix.Length..].Trim());
        }
    }
}
