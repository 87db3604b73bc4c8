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

    /// <summary>Puts it into the options, where it is set; it wins over the configuration file.</summary>
    /// <exception cref="CommandFailure">It is no number, or too large.</exception>
    public static void Apply(Func<string, string?> variable, ControllerOptions options)
    {
        if (variable(Variable) is not { Length: > 0 } text)
        {
            return;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > Most)
        {
            throw new CommandFailure("invalid_environment", $"{Variable} is '{text}', which is no number from 0 to {Most}.", "Set it to how many workers are to be warm at all times, or unset it.");
        }

        if (!options.Pools.TryGetValue(Pool, out var pool))
        {
            options.Pools[Pool] = pool = new PoolOptions();
        }

        pool.Floor = size;
    }
}
