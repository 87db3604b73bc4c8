namespace Polydev.Simulator.Serving;

/// <summary>The kinds of page the simulator has.</summary>
internal enum RouteKind
{
    /// <summary>No page.</summary>
    Unknown,

    /// <summary>A call of a model.</summary>
    Call,

    /// <summary>A list of models.</summary>
    Models,

    /// <summary>The simulator's own figures.</summary>
    Counters,

    /// <summary>Forget them.</summary>
    Reset,

    /// <summary>Let held answers go on.</summary>
    Release,
}
