namespace Polydev.Drivers.Machines;

/// <summary>Takes nodes out of use and lets them back in. Called by operators, and by whoever knows that a host goes, for example the scheduler of a cluster.</summary>
public interface INodeDrains
{
    /// <summary>No worker is started there any more; warm ones end at once, claimed ones at the deadline.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="byWhom">Who wants it, in a word; a node drains as long as anybody does. The same again changes the deadline.</param>
    /// <param name="deadline">How long what runs there may go on, from now.</param>
    /// <returns>False when there is no node of that name.</returns>
    bool Drain(string node, string byWhom, TimeSpan deadline);

    /// <summary>Whether somebody drains a node, maybe since before a restart.</summary>
    bool IsDrainedBy(string node, string byWhom);

    /// <summary>Takes the wish back.</summary>
    /// <returns>False when there is no node of that name.</returns>
    bool Undrain(string node, string byWhom);
}
