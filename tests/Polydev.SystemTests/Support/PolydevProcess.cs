using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Polydev.SystemTests.Support;

/// <summary>A whole Polydev in a process of its own, as a user starts it, that can be killed and started again on the same data.</summary>
internal sealed class PolydevProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _said = new();
    private readonly Dictionary<string, string> _environment;
    private readonly string[] _arguments;
    private Process _process = null!;

    private PolydevProcess(string data, Dictionary<string, string> environment, string[] arguments)
    {
        Data = data;
        _environment = environment;
        _arguments = arguments;
    }

    /// <summary>Root of the source tree that the tests were built in.</summary>
    public static string Repository
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory!.FullName, "Polydev.slnx")))
            {
                directory = directory.Parent;
            }

            return directory.FullName;
        }
    }

    /// <summary>The data directory.</summary>
    public string Data { get; }

    /// <summary>A client with the admin key.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Process id of controller and node.</summary>
    public int Pid => _process.Id;

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

    /// <summary>Starts one whose providers are a simulator, with a credential for each.</summary>
    public static Task<PolydevProcess> StartAsync(Uri simulator, string key = "sk-system-test", int floor = 2, params string[] arguments) =>
        StartAsync(simulator, key, floor, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>The same, with more in its environment.</summary>
    public static Task<PolydevProcess> StartAsync(Uri simulator, string key, int floor, IReadOnlyDictionary<string, string> more, params string[] arguments) =>
        StartAsync(simulator, Directory.CreateTempSubdirectory("polydev-test-").FullName, key, Floor(floor), more, arguments);

    /// <summary>Starts one whose workers are on nodes, and whose nodes may be away for a while.</summary>
    public static Task<PolydevProcess> StartForNodesAsync(Uri simulator, int floor, string address, TimeSpan awayWindow) => StartAsync(
        simulator,
        Directory.CreateTempSubdirectory("polydev-test-").FullName,
        "sk-system-test",
        new { pools = new { @default = new { floor } }, nodes = new { away_window = awayWindow } },
        new Dictionary<string, string>(StringComparer.Ordinal),
        ["--driver", "nodes", "--node-listen", address]);

    /// <summary>Starts one on a data directory of the test's.</summary>
    public static Task<PolydevProcess> StartInAsync(Uri simulator, string data) => StartAsync(simulator, data, "sk-system-test", Floor(2), new Dictionary<string, string>(StringComparer.Ordinal), []);

    /// <summary>The same, with more in its environment and on its command line.</summary>
    public static Task<PolydevProcess> StartInAsync(Uri simulator, string data, IReadOnlyDictionary<string, string> more, params string[] arguments) =>
        StartAsync(simulator, data, "sk-system-test", Floor(2), more, arguments);

    private static object Floor(int floor) => new { pools = new { @default = new { floor } } };

    private static async Task<PolydevProcess> StartAsync(
        Uri simulator, string data, string key, object settings, IReadOnlyDictionary<string, string> more, string[] arguments)
    {
        var root = simulator.AbsoluteUri.TrimEnd('/');
        var environment = new Dictionary<string, string>(more, StringComparer.Ordinal)
        {
            ["OPENAI_BASE_URL"] = root + "/v1",
            ["ANTHROPIC_BASE_URL"] = root,
            ["GOOGLE_GEMINI_BASE_URL"] = root,
        };
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "polydev.json"), JsonSerializer.Serialize(settings));
        var polydev = new PolydevProcess(data, environment, arguments);
        await polydev.StartAgainAsync();
        foreach (var provider in new[] { "openai", "anthropic", "google" })
        {
            (await polydev.Http.PutAsJsonAsync($"/v1/credentials/{provider}", new { api_key = key })).EnsureSuccessStatusCode();
        }

        return polydev;
    }

    /// <summary>Starts the process, on the same data and with the same settings as before.</summary>
    public async Task StartAgainAsync()
    {
        // Tests say which workers they are about: what else is installed on the machine must not change them.
        string[] driver = _arguments.Contains("--driver") ? [] : ["--driver", "process"];
        _process = Launch(["up", "--port", "0", "--data", Data, .. driver, .. _arguments], _environment);
        var address = await ReadyAsync(_process);
        var key = (await File.ReadAllTextAsync(Path.Combine(Data, "admin.key"))).Trim();
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = Patience };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Runs the command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, Dictionary<string, string>? environment = null)
    {
        using var process = Launch(arguments, environment ?? []);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Kills it as a crash would: nothing is flushed, nobody is told.</summary>
    public void Kill9()
    {
        _ = kill(_process.Id, 9);

        // With a time limit it does not wait for the pipes to close as well: whatever else holds them is not our concern.
        _process.WaitForExit((int)Patience.TotalMilliseconds);
        _process.Dispose();
        Http.Dispose();
    }

    /// <summary>Kills any process as a crash would.</summary>
    public static void Kill9(int pid) => _ = kill(pid, 9);

    /// <summary>Asks any process to end.</summary>
    public static void Terminate(int pid) => _ = kill(pid, 15);

    /// <summary>Runs an execution and waits for its end.</summary>
    public Task<JsonElement> ExecuteAsync(object request) => new PolydevApi(Http).ExecuteAsync(request);

    /// <summary>Accepts an execution without waiting for it; gives its id.</summary>
    public Task<string> AcceptAsync(object request) => new PolydevApi(Http).AcceptAsync(request);

    /// <summary>Reads an execution.</summary>
    public Task<JsonElement> ReadAsync(string id) => new PolydevApi(Http).ReadAsync(id);

    /// <summary>Follows an execution's events behind a number until the terminal one, or until the connection breaks.</summary>
    public IAsyncEnumerable<(long Seq, string Type, JsonElement Data)> FollowAsync(string id, long after, string? tenant = null) => new PolydevApi(Http).FollowAsync(id, after, tenant);

    /// <summary>The workers of this Polydev as the operating system sees them: process ids by worker id.</summary>
    public async Task<IReadOnlyDictionary<string, int>> WorkerPidsAsync()
    {
        var listed = (await Http.GetFromJsonAsync<JsonElement>("/v1/workers")).GetProperty("workers").EnumerateArray().Select(w => w.GetProperty("id").GetString()!).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var program = await File.ReadAllTextAsync(Path.Combine(directory, "comm"));
                var id = listed.FirstOrDefault((await TraceAsync(directory)).Contains);
                if (program.StartsWith("polydev-worker", StringComparison.Ordinal) && id is not null && listed.Contains(id))
                {
                    found[id] = int.Parse(Path.GetFileName(directory), System.Globalization.CultureInfo.InvariantCulture);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }

    /// <summary>What names a worker: its environment; or, where it has closed that to its own user, the command line of the wall it is in.</summary>
    private static async Task<string> TraceAsync(string directory)
    {
        try
        {
            return await File.ReadAllTextAsync(Path.Combine(directory, "environ"));
        }
        catch (UnauthorizedAccessException)
        {
            var status = await File.ReadAllLinesAsync(Path.Combine(directory, "status"));
            var parent = status.First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..].Trim();
            return await File.ReadAllTextAsync($"/proc/{parent}/cmdline");
        }
    }

    /// <summary>Waits for something to become so.</summary>
    public static Task UntilAsync(Func<Task<bool>> holds, string what) => UntilAsync(holds, () => what);

    /// <summary>The same, where only then is known what was waited for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < Patience, "waited too long until " + what());
            await Task.Delay(20);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        try
        {
            _ = kill(_process.Id, 15);
            await _process.WaitForExitAsync().WaitAsync(Patience);
            _process.Dispose();
        }
        catch (InvalidOperationException)
        {
            // It was killed already.
        }
        catch (TimeoutException)
        {
            // Nothing of a test outlives it, least of all one that hangs.
            _process.Kill(entireProcessTree: true);
            throw;
        }

        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    /// <summary>Starts the command.</summary>
    internal static Process Launch(string[] arguments, Dictionary<string, string> environment) =>
        LaunchProgram(Path.Combine(AppContext.BaseDirectory, "polydev.dll"), arguments, environment);

    /// <summary>Starts a .NET program.</summary>
    internal static Process LaunchProgram(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }

    private async Task<string> ReadyAsync(Process process)
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (_said)
            {
                _said.AppendLine(line);
            }

            if (line?.StartsWith("ready ", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(line[6..].Trim());
            }
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended, Task.Delay(Patience)) != ready.Task)
        {
            // Nobody would end it: the test does not get it.
            process.Kill(entireProcessTree: true);
            Assert.Fail("polydev up did not get ready:\n" + Said);
        }

        return await ready.Task;
    }
}
