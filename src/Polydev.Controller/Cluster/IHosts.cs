using Polydev.Drivers;

namespace Polydev.Controller.Cluster;

/// <summary>The hosts as the pools need to know them: this machine alone, or the nodes that have joined.</summary>
internal interface IHosts
{
    /// <summary>Those that take another worker now.</summary>
    IReadOnlyList<Host> Usable { get; }

    /// <summary>Why there is none, for the operator.</summary>
    string WhyNone { get; }

    /// <summary>Whether one that is of no use now is likely to be soon, so that waiting is worth while.</summary>
    bool MayReturn { get; }

    /// <summary>Until when what runs on a host may go on; null when it does not drain.</summary>
    DateTimeOffset? DrainsUntil(string node);

    /// <summary>How long a host has not been connected; zero while it is.</summary>
    TimeSpan AwayFor(string node);

    /// <summary>Says how the start of a worker that was placed went.</summary>
    /// <param name="placed">The worker.</param>
    /// <param name="failure">Why it never became warm; null when it did.</param>
    /// <returns>Whether the failure is held against its host alone, so that starts elsewhere go on.</returns>
    bool StartWent(Allocation placed, string? failure);
}
