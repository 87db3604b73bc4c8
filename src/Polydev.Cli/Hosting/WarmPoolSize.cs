using System.Globalization;
using Polydev.Controller;
using Polydev.Controller.Pools;

namespace Polydev.Cli.Hosting;

/// <summary><c>WARM_POOL_SIZE</c>: how many warm workers the default pool holds even when nothing happens.</summary>
internal static class WarmPoolSize
{
    /// <summary>Name of the variable.</summary>
    public const string Variable = "WARM_POOL_SIZE";

    private const int Most = 10_000;
    private const string Pool = "default";

    /// <summary>Reads it; null when it is not set. What is wrong is gathered.</summary>
    public static int? Read(Func<string, string?> variable, EnvironmentFaults faults)
    {
        if (variable(Variable) is not { Length: > 0 } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= Most)
        {
            return size;
        }

        faults.Add($"{Variable} is '{text}', which is no number from 0 to {Most}");
        return null;
    }

    /// <summary>Puts a size into the options; it wins over the configuration file.</summary>
    public static void Apply(int size, ControllerOptions options)
    {
        if (!options.Pools.TryGetValue(Pool, out var pool))
        {
            options.Pools[Pool] = pool = new PoolOptions();
        }

        pool.Floor = size;
    }
}
