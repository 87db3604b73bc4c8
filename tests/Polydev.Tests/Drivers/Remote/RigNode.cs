using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers.Fake;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>A node of a <see cref="RemoteRig"/>: a fake driver behind a real server.</summary>
internal sealed class RigNode : IAsyncDisposable
{
    private readonly RemoteRig _rig;
    private readonly long _memory;
    private CancellationTokenSource _cut = new();
    private Task _serving = Task.CompletedTask;

    public RigNode(RemoteRig rig, string name, long memory)
    {
        (_rig, Name, _memory) = (rig, name, memory);
        Driver = new FakeDriver(new FakeDriverOptions { Node = "a name of its own" }, rig.Clock);
        Server = Make();
    }

    public string Name { get; }

    public FakeDriver Driver { get; }

    public DriverServer Server { get; private set; }

    public bool Connected { get; private set; }

    public string? Obstacle { get; set; }

    public IEnumerable<string> Live => Driver.Live.Select(a => a.WorkerId).Order(StringComparer.Ordinal);

    /// <summary>Dials.</summary>
    public void Connect()
    {
        var pipe = new PipePair();
        _cut = new CancellationTokenSource();
        Connected = true;
        _serving = Task.WhenAll(
            PipePair.ServeAsync(pipe.Controller, end => _rig.Driver.ServeAsync(Name, end, _cut.Token)),
            PipePair.ServeAsync(pipe.Node, end => Server.ServeAsync(end, _cut.Token)));
    }

    /// <summary>The wire is cut, and both ends see it.</summary>
    public async Task CutAsync()
    {
        Connected = false;
        await _cut.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The node's process is killed and another comes; its workers live on.</summary>
    public async Task RestartAsync()
    {
        await CutAsync();
        await Server.DisposeAsync();
        Server = Make();
    }

    public async ValueTask DisposeAsync()
    {
        await CutAsync();
        await Server.DisposeAsync();
        _cut.Dispose();
    }

    private DriverServer Make() => new(
        Driver,
        new NodeOffer { Version = "1.2.3", Os = "Linux", ReserveMemoryBytes = 1L << 30, Obstacle = () => Obstacle, Measure = () => new MachineCapacity { Cpus = 4, MemoryBytes = _memory, AvailableBytes = _memory } },
        _rig.Clock,
        _rig.Meters,
        NullLogger<DriverServer>.Instance);
}
