using System.Globalization;

namespace Polydev.Controller.Pools.Simulation;

/// <summary>A recorded day or two of claims: how many came in each minute. Where in the minute is drawn from the trace's own seed.</summary>
public sealed class ArrivalTrace
{
    private const double MinuteSeconds = 60;
    private readonly int[] _perMinute;

    private ArrivalTrace(string name, int[] perMinute) => (Name, _perMinute) = (name, perMinute);

    /// <summary>Names of the recorded traces.</summary>
    public static IReadOnlyList<string> Names { get; } = ["steady", "day-and-night", "tenfold-bursts"];

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>How long it is.</summary>
    public TimeSpan Length => TimeSpan.FromMinutes(_perMinute.Length);

    /// <summary>Claims in all.</summary>
    public int Claims => _perMinute.Sum();

    /// <summary>Reads a recorded trace.</summary>
    /// <exception cref="ArgumentException">There is no trace of this name.</exception>
    public static ArrivalTrace Recorded(string name)
    {
        using var stream = typeof(ArrivalTrace).Assembly.GetManifestResourceStream("Polydev.Controller.Pools.Simulation.Traces." + name + ".txt")
            ?? throw new ArgumentException($"There is no recorded trace '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
        using var reader = new StreamReader(stream);
        var counts = new List<int>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                counts.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture)));
            }
        }

        return new ArrivalTrace(name, [.. counts]);
    }

    /// <summary>The instants of the claims in seconds from the start, in order; the same every time.</summary>
    public IEnumerable<double> Arrivals()
    {
        // A seeded generator of a fixed algorithm; the traces are no secret.
#pragma warning disable CA5394
        var random = new Random(20_260_101);
        for (var minute = 0; minute < _perMinute.Length; minute++)
        {
            var instants = new double[_perMinute[minute]];
            for (var i = 0; i < instants.Length; i++)
            {
                instants[i] = (minute + random.NextDouble()) * MinuteSeconds;
            }
#pragma warning restore CA5394

            Array.Sort(instants);
            foreach (var instant in instants)
            {
                yield return instant;
            }
        }
    }
}
