/** Faults on a running system: processes, links, disks, records and clients. */
package chat.palaver.check.nemesis;
