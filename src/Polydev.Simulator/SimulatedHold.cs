namespace Polydev.Simulator;

/// <summary>Where an answer stands still until somebody says go: what is to happen in its middle happens there, however fast or slow the machine is.</summary>
/// <param name="Word">What it waits for, letters and digits.</param>
/// <param name="After">Pieces that are sent before; 0 holds the headers back too. An answer of fewer pieces stands still before its last.</param>
public sealed record SimulatedHold(string Word, int After);
