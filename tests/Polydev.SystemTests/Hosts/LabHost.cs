using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>A host of the test's: a network, a name and processes of its own, on the files of this machine. It can be frozen, crashed and started again.</summary>
/// <remarks>Its first process lives as long as a pipe from this process is open, and everything in it ends with that one: whatever becomes of the test,
/// the kernel clears the host away.</remarks>
/// <param name="name">Its name.</param>
/// <param name="number">The last part of its address, 1 to 254.</param>
/// <param name="lan">What it is plugged into.</param>
internal sealed class LabHost(string name, int number, Lan lan) : IAsyncDisposable
{
    private const string Interface = "lan0";
    private static readonly string[] s_namespaces = ["--net", "--uts", "--ipc", "--pid"];

    // Collects whoever is left to it, and ends when the pipe does.
    private const string First = "hostname \"$0\"; exec 3<&0; cat <&3 >/dev/null & echo $!; wait $!";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly List<Process> _doors = [];
    private Process? _outer;
    private int _first;
    private string _watch = "";

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Number of its place in the switch.</summary>
    public int Number => number;

    /// <summary>Its address, which only the other hosts can reach.</summary>
    public string Address { get; } = Lan.AddressOf(number);

    /// <summary>Id, on this machine, of its first process.</summary>
    public int FirstProcess => _first;

    /// <summary>Whether it runs.</summary>
    public bool IsUp => _outer is not null;

    /// <summary>Starts it, with nothing running.</summary>
    public async Task BootAsync()
    {
        var info = new ProcessStartInfo("unshare", [.. s_namespaces, "--fork", "--mount-proc", "--", "/bin/sh", "-c", First, name])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _outer = Process.Start(info)!;
        _watch = await _outer.StandardOutput.ReadLineAsync() ?? throw new IOException($"the host {name} does not start");
        _first = ChildOf(_outer.Id);
        await lan.PlugAsync(number, _first, Interface);
        await RunAsync("sh", "-c", $"ip link set lo up && ip link set {Interface} address {Lan.HardwareAddressOf(number)} && ip addr add {Address}/24 dev {Interface} && ip link set {Interface} up");
    }

    /// <summary>Cuts its power: everything in it ends at once. Its files stay.</summary>
    public async Task CrashAsync()
    {
        if (_outer is { } outer)
        {
            PolydevProcess.Kill9(_first);
            await outer.WaitForExitAsync().WaitAsync(s_patience);
            outer.Dispose();
            _outer = null;

            // One that stands still does not see that what is behind it has ended.
            _doors.Where(d => !d.HasExited).ToList().ForEach(d => Kernel.Continue(d.Id));
            _doors.Clear();
            await lan.UnplugAsync(number);
        }
    }

    /// <summary>Stops everything in it, as a host that swaps or a hypervisor that migrates does; its kernel still answers for its connections.</summary>
    public Task FreezeAsync() => RunAsync("sh", "-c", $"kill -STOP -1; kill -CONT {_watch}");

    /// <summary>Lets everything go on.</summary>
    public async Task ThawAsync()
    {
        await RunAsync("sh", "-c", "kill -CONT -1");

        // The doors stopped themselves when what is behind them stood still.
        foreach (var door in _doors.Where(d => !d.HasExited))
        {
            Kernel.Continue(door.Id);
        }
    }

    /// <summary>Kills a process of it, by the id it has there, as a crash would.</summary>
    public Task KillAsync(int process) => RunAsync("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -KILL {process}"));

    /// <summary>Asks a process of it to end.</summary>
    public Task TerminateAsync(int process) => RunAsync("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {process}"));

    /// <summary>What runs in it, as the kernel shows it, whatever walls it is behind; what belongs to the host itself is left out.</summary>
    public IReadOnlyList<(int Id, string Command)> Processes()
    {
        if (!IsUp)
        {
            return [];
        }

        var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{_first}/root/proc");
        var found = new List<(int, string)>();
        foreach (var directory in Directory.EnumerateDirectories(proc).Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) && id > 1))
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(directory, "cmdline")).Replace('\0', ' ').Trim();
                if (words.Length > 0 && Path.GetFileName(directory) != _watch)
                {
                    found.Add((int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture), words));
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }

    /// <summary>A client that speaks to others as a program on this host does; also when the host has been started again.</summary>
    public HttpClient Client(Uri address) => new(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false }) { BaseAddress = address, Timeout = s_patience };

    /// <summary>Runs a program in it that must succeed; gives what it prints.</summary>
    public Task<string> RunAsync(params string[] command) => Commands.RunAsync("nsenter", [.. Entry(), .. command]);

    /// <summary>Runs a program in it.</summary>
    public Task<(int ExitCode, string Output, string Error)> TryAsync(params string[] command) => Commands.TryAsync("nsenter", [.. Entry(), .. command]);

    /// <summary>Starts a program in it.</summary>
    /// <returns>The door it went in by, which ends when the program does.</returns>
    public Process Start(IReadOnlyDictionary<string, string> environment, IEnumerable<string> command)
    {
        var info = new ProcessStartInfo("nsenter", [.. Entry(), .. command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment)
        {
            info.Environment[variable] = value;
        }

        var door = Process.Start(info)!;
        _doors.Add(door);
        return door;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(CrashAsync());

    private IEnumerable<string> Entry() => ["--target", _first.ToString(CultureInfo.InvariantCulture), .. s_namespaces, "--mount", "--"];

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await Kernel.OpenSocketAsync(_first);
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static int ChildOf(int parent) => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(n => int.TryParse(n, CultureInfo.InvariantCulture, out _)).Select(n => int.Parse(n!, CultureInfo.InvariantCulture))
        .First(p => ParentOf(p) == parent);

    private static int ParentOf(int process)
    {
        try
        {
            // Behind the name, which is in brackets and may hold anything: state, parent.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
