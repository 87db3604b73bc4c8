using System.Collections.Concurrent;

namespace Polydev.SystemTests.Hosts;

/// <summary>An Ethernet switch in this process: the only way from each host to the others, and the place where that way is broken.</summary>
/// <remarks>Of our own, as then a fault is exactly what the test says, in one direction as in both, on kernels with and without a qdisc that delays; and
/// as it goes with this process, whatever becomes of the test. Nothing of the machine's own network takes part.</remarks>
/// <param name="seed">Decides which frames are lost.</param>
internal sealed class Lan(int seed) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, Port> _ports = new();
    private readonly ConcurrentDictionary<(int From, int To), LinkFault> _faults = new();
    private readonly Random _random = new(seed);

    /// <summary>Address of the host with a number.</summary>
    public static string AddressOf(int number) => $"10.77.0.{number}";

    /// <summary>Hardware address of the host with a number: the switch knows by it where a frame goes.</summary>
    public static string HardwareAddressOf(int number) => $"02:00:00:00:00:{number:x2}";

    /// <summary>Gives a host its interface, down and without an address; the one it had before goes.</summary>
    /// <param name="number">Number of the host, 1 to 254.</param>
    /// <param name="process">A process in its network namespace.</param>
    /// <param name="name">Name of the interface.</param>
    public async Task PlugAsync(int number, int process, string name)
    {
        await UnplugAsync(number);
        _ports[number] = new Port(await Kernel.OpenTapAsync(process, name), (frame, length) => Forward(number, frame, length));
    }

    /// <summary>Takes a host's interface away.</summary>
    public async Task UnplugAsync(int number)
    {
        if (_ports.TryRemove(number, out var port))
        {
            await port.DisposeAsync();
        }
    }

    /// <summary>Sets what happens to frames from a host to another.</summary>
    public void Set(int from, int to, LinkFault fault) => _faults[(from, to)] = fault;

    /// <summary>All ways are good again.</summary>
    public void Heal() => _faults.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var number in _ports.Keys)
        {
            await UnplugAsync(number);
        }
    }

    private void Forward(int from, byte[] frame, int length)
    {
        // A destination of ours ends with the host's number; all else is for everybody: the questions for an address, above all.
        if (frame[0] == 2 && _ports.TryGetValue(frame[5], out var to))
        {
            Send(from, frame[5], to, frame, length);
            return;
        }

        foreach (var (number, port) in _ports)
        {
            if (number != from)
            {
                Send(from, number, port, frame, length);
            }
        }
    }

    private void Send(int from, int number, Port to, byte[] frame, int length)
    {
        var fault = _faults.GetValueOrDefault((from, number));
        if (fault.Cut || (fault.Loss > 0 && Draw() < fault.Loss))
        {
            return;
        }

        if (fault.Delay == TimeSpan.Zero)
        {
            to.Send(frame, length);
        }
        else
        {
            to.SendLater(frame.AsSpan(0, length).ToArray(), fault.Delay);
        }
    }

    private double Draw()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
