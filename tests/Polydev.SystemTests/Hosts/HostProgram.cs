using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Polydev.SystemTests.Hosts;

/// <summary>The <c>polydev</c> command running on a host until it is told to end.</summary>
internal sealed class HostProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly LabHost _host;
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProgram(LabHost host, Process process) => (_host, _process) = (host, process);

    /// <summary>Everything it wrote to standard output and error.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Its id among the processes of the host.</summary>
    public int Id { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it; it may take its time to get ready.</summary>
    /// <param name="host">Where.</param>
    /// <param name="environment">Added to the environment.</param>
    /// <param name="arguments">Verb and options.</param>
    public static async Task<HostProgram> LaunchAsync(LabHost host, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // The shell says which id the program has on its host, and makes way for it.
        var process = host.Start(environment, ["/bin/sh", "-c", "echo $$; exec \"$@\"", "sh", .. Command(arguments)]);
        var program = new HostProgram(host, process);
        process.OutputDataReceived += (_, e) => program.Hear(e.Data);
        process.ErrorDataReceived += (_, e) => program.Hear(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        program.Id = await program._started.Task.WaitAsync(s_patience);
        return program;
    }

    /// <summary>Starts it and waits for its line <c>ready ...</c>.</summary>
    public static async Task<HostProgram> StartAsync(LabHost host, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var program = await LaunchAsync(host, environment, arguments);
        await program.ReadyAsync();
        return program;
    }

    /// <summary>Runs the command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(LabHost host, params string[] arguments) => host.TryAsync([.. Command(arguments)]);

    /// <summary>What it says when it is ready: the words behind <c>ready</c>.</summary>
    public async Task<string> ReadyAsync()
    {
        await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(), Task.Delay(s_patience));
        Assert.True(_ready.Task.IsCompleted, $"the program on {_host.Name} did not get ready:\n{Said}");
        return await _ready.Task;
    }

    /// <summary>Kills it as a crash would; what it started lives on.</summary>
    public async Task KillAsync()
    {
        await _host.KillAsync(Id);
        await EndedAsync();
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task StopAsync()
    {
        await _host.TerminateAsync(Id);
        await EndedAsync();
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }
    }

    private static IEnumerable<string> Command(string[] arguments) =>
        [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", Path.Combine(AppContext.BaseDirectory, "polydev.dll"), .. arguments];

    private void Hear(string? line)
    {
        if (!_started.Task.IsCompleted && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            _started.SetResult(id);
            return;
        }

        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line?.StartsWith("ready ", StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult(line[6..].Trim());
        }
    }
}
