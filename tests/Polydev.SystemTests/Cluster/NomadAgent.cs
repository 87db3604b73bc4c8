using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>One agent of Nomad in a process of its own, that can be stopped, killed and started again.</summary>
internal sealed class NomadAgent(string program, string name, string directory, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private const int Kill = 9;
    private const int Interrupt = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _said = new();
    private Process? _process;

    /// <summary>Name of the agent; on a client that of its node.</summary>
    public string Name => name;

    /// <summary>What it logged last.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString(Math.Max(0, _said.Length - 4000), Math.Min(4000, _said.Length));
            }
        }
    }

    /// <summary>Starts it, with all configuration files of its directory.</summary>
    public void Start()
    {
        var info = new ProcessStartInfo(program, ["agent", "-config", directory]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment)
        {
            info.Environment[variable] = value;
        }

        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends it.</summary>
    /// <param name="crash">As a crash would; else as its service does.</param>
    public async Task StopAsync(bool crash)
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        _ = kill(process.Id, crash ? Kill : Interrupt);
        await PolydevProcess.UntilAsync(() => Task.FromResult(process.HasExited), $"the agent {name} ended: {Said}");
        process.Dispose();
        _process = null;
    }

    /// <summary>Waits until something holds that it is needed for; fails at once when it has ended.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(_process is { HasExited: false }, $"the agent {name} ended: {Said}");
            Assert.True(clock.Elapsed < s_patience, $"waited too long until {what}. The agent {name} says: {Said}");
            await Task.Delay(100);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(crash: false);
        _process?.Dispose();
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
