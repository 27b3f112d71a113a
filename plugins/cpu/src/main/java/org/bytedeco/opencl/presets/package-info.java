/** One empty class that JavaCPP wants to see. */
package org.bytedeco.opencl.presets;
