namespace Polydev.Drivers.Native;

/// <summary>What waits for a descriptor to become readable.</summary>
internal interface IDescriptorSink
{
    /// <summary>Called on the loop's thread each time. Must not block.</summary>
    /// <returns>Whether to go on waiting; false closes the descriptor.</returns>
    bool OnReadable(int descriptor);
}
