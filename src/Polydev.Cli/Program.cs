using Polydev.Cli;
using Polydev.Cli.Surroundings;

using var interrupts = new Interrupts();
return await CommandTree.RunAsync(Terminals.OfThisProcess(), args, interrupts.Token);
