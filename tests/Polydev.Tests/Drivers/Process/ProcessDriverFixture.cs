using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers;
using Polydev.Drivers.Native;
using Polydev.Drivers.Process;

namespace Polydev.Tests.Drivers.Process;

/// <summary>A process driver over a directory of its own, whose workers are small shell scripts; ends what a test left running.</summary>
internal sealed class ProcessDriverFixture : IAsyncDisposable
{
    private readonly List<ProcessDriver> _drivers = [];

    public ProcessDriverFixture(string script, IsolationChoice isolation = IsolationChoice.None)
    {
        Root = Directory.CreateTempSubdirectory("polydev-").FullName;
        Directory.CreateDirectory(Path.Combine(Root, "sockets"));
        Options = new ProcessDriverOptions
        {
            WorkerPath = "/bin/sh",
            WorkerArguments = ["-c", script],
            ProbeArguments = ["-c", "exit 0"],
            SocketDirectory = Path.Combine(Root, "sockets"),
            StateDirectory = Path.Combine(Root, "state"),
            Node = "here",
            Isolation = isolation,
            UseCgroups = false,
        };
    }

    public string Root { get; }

    public ProcessDriverOptions Options { get; }

    /// <summary>A driver over the same directory: another one is what a restarted controller has.</summary>
    public ProcessDriver Driver()
    {
        var driver = new ProcessDriver(Options, TimeProvider.System, NullLogger<ProcessDriver>.Instance);
        _drivers.Add(driver);
        return driver;
    }

    public static WorkerSpec Spec(long memoryBytes = 0) => new()
    {
        WorkerId = "w-" + Guid.NewGuid().ToString("n"),
        Pool = "default",
        Nonce = new string('a', 64),
        MemoryBytes = memoryBytes,
        Cpus = 0,
    };

    public static int PidOf(Allocation allocation) => int.Parse(allocation.ExternalId.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The next end that a driver tells.</summary>
    public static async Task<AllocationEnded> NextEndAsync(ProcessDriver driver)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var ended in driver.WatchAsync(patience.Token))
        {
            return ended;
        }

        throw new InvalidOperationException("the driver stopped telling");
    }

    /// <summary>What a worker wrote to a file, once it is there whole: a line feed ends it.</summary>
    public static async Task<string> WrittenAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, patience.Token) is { Length: > 0 } text && text.EndsWith('\n'))
            {
                return text;
            }

            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Where the running shell of an allocation has its directory.</summary>
    public string WorkOf(Allocation allocation) => Path.Combine(Root, "state", "work", allocation.WorkerId);

    public async ValueTask DisposeAsync()
    {
        var last = Driver();
        foreach (var allocation in await last.RecoverAsync(CancellationToken.None))
        {
            await last.StopAsync(allocation, CancellationToken.None);
        }

        foreach (var pid in Directory.EnumerateFiles(Root, "*.pid", SearchOption.AllDirectories).Select(File.ReadAllText))
        {
            if (int.TryParse(pid, System.Globalization.CultureInfo.InvariantCulture, out var number) && ProcessStat.Read(number) is not null)
            {
                Libc.Kill(number, Libc.KillSignal);
            }
        }

        _drivers.ForEach(d => d.Dispose());
        Directory.Delete(Root, recursive: true);
    }
}
