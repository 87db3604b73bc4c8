namespace Polydev.Simulator.Scripting;

/// <summary>Understands the names of <see cref="SimulatorCatalog"/>.</summary>
internal static class SimulationParser
{
    private const int MaxMegabytes = 64;

    /// <summary>Reads a name.</summary>
    /// <param name="name">The model name, or the value of <c>x-simulate</c>.</param>
    /// <param name="defaultReply">The reply that the words change.</param>
    /// <param name="seed">Seed of filler words.</param>
    /// <returns>What to do; null when the name begins like one of ours and has a word nobody knows.</returns>
    public static Simulation? Parse(string name, SimulatedReply defaultReply, int seed)
    {
        if (name.StartsWith("fixture-", StringComparison.Ordinal))
        {
            return new Simulation(defaultReply, null, name["fixture-".Length..], name);
        }

        var words = new NameWords(name);
        if (!words.Take("sim") && !words.Take("fault"))
        {
            return new Simulation(defaultReply, null, null, name);
        }

        var reply = defaultReply;
        SimulatedFault? fault = null;
        while (!words.AtEnd)
        {
            if (ReplyWords.Read(ref words, reply, seed) is { } changed)
            {
                reply = changed;
            }
            else if (FaultWords.Read(ref words, fault) is { } found)
            {
                fault = found;
            }
            else
            {
                return null;
            }
        }

        return new Simulation(reply, fault, null, name);
    }

    /// <summary>Bounds a size so that a name cannot ask for all the memory there is.</summary>
    internal static int Megabytes(int number) => Math.Clamp(number, 1, MaxMegabytes) * 1024 * 1024;
}
