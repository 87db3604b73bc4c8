using System.Collections.Concurrent;

namespace Polydev.Simulator.Scripting;

/// <summary>Finds what to do with a call by its model name, and remembers names it has read.</summary>
internal sealed class Script(SimulatorOptions options)
{
    private const int MostNames = 1_000;

    private readonly SimulatedReply _default = options.DefaultReply ?? new SimulatedReply { Text = ReplyTexts.Greeting };
    private readonly ConcurrentDictionary<string, Simulation> _read = new(StringComparer.Ordinal);

    /// <summary>Finds what to do; null for a name that begins like one of ours and has a word nobody knows.</summary>
    public Simulation? Find(string name)
    {
        if (_read.TryGetValue(name, out var known))
        {
            return known;
        }

        var simulation = options.Replies.TryGetValue(name, out var reply)
            ? new Simulation(reply, null, null, name)
            : SimulationParser.Parse(name, _default, options.Seed);
        if (simulation is not null && _read.Count < MostNames)
        {
            _read.TryAdd(name, simulation);
        }

        return simulation;
    }

    /// <summary>Finds what the header <c>x-simulate</c> asks for; it may leave the prefix out.</summary>
    public Simulation? FindHeader(string value) =>
        Find(IsPrefixed(value) || options.Replies.ContainsKey(value) ? value : "sim-" + value);

    private static bool IsPrefixed(string value) =>
        value.StartsWith("sim-", StringComparison.Ordinal)
        || value.StartsWith("fault-", StringComparison.Ordinal)
        || value.StartsWith("fixture-", StringComparison.Ordinal);
}
