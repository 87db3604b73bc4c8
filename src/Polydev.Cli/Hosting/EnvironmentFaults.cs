namespace Polydev.Cli.Hosting;

/// <summary>All that is wrong with the environment, so that it is told at once.</summary>
internal sealed class EnvironmentFaults
{
    private readonly List<string> _faults = [];

    /// <summary>The faults so far.</summary>
    public IReadOnlyList<string> All => _faults;

    /// <summary>Adds a fault.</summary>
    public void Add(string fault) => _faults.Add(fault);

    /// <summary>Throws when there are any.</summary>
    /// <exception cref="CommandFailure">With code <c>invalid_environment</c> and every fault.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            throw new CommandFailure("invalid_environment", string.Join("; ", _faults) + ".", "Names and meanings are in .env.example and docs/operating.md.");
        }
    }
}
